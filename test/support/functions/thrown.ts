/** The error that `act` throws or rejects with, to look at from several sides. */
export async function thrownBy(act: () => unknown): Promise<Error> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error('something that is no Error was thrown', { cause: error });
  }
  throw new Error('nothing was thrown');
}

/** Everything of an error that may end in a log: its message, its stack, its causes and its own fields. */
export function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, JSON.stringify(error), error.cause && everythingIn(error.cause)].join('\n');
}
