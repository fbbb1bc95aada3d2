/** What a command ends with, so that scripts can tell. */
export const EXIT = {
  fine: 0,
  /** A check failed, a gap was found, a run failed. */
  found: 1,
  /** Wrong use, no stack, no rights: nothing was done. */
  refused: 2,
  /** A run holds the export. */
  busy: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Why a command cannot be carried out, for whoever typed it: what is wrong and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.refused, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
