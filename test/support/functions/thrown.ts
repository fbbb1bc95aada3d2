/**
 * Returns the error that `act` throws or rejects with, for several assertions.
 * @throws Error if nothing is thrown
 */
export async function thrownBy(act: () => unknown): Promise<Error> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error('The thrown value is not an Error.', { cause: error });
  }
  throw new Error('No error was thrown.');
}

/** All parts of an error that may be logged: its message, stack, causes and fields. */
export function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, JSON.stringify(error), error.cause && everythingIn(error.cause)].join('\n');
}
