/** Exit codes of a command. */
export const EXIT = {
  ok: 0,
  /** A check failed, a gap was found, or the run failed. */
  failed: 1,
  /** Invalid usage, unknown stack or account, or access denied. Nothing was changed. */
  usageError: 2,
  /** Another run holds the lease of the export. */
  locked: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command cannot be executed. The message names the problem and the next step. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.usageError, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
