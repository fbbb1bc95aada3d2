/** What a command's exit code means to a script. */
export const EXIT = {
  ok: 0,
  /** A check failed, a gap was found, or a run failed. */
  failed: 1,
  /** Wrong use, no stack or no access: nothing was done. */
  usageError: 2,
  /** A run holds the export. */
  locked: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Why a command cannot be carried out. The message says what is wrong and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.usageError, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
