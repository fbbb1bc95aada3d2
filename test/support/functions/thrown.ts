/** Returns the error that `act` throws or rejects with, for several assertions. */
export async function thrownBy(act: () => unknown): Promise<Error> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error('the thrown value is not an Error', { cause: error });
  }
  throw new Error('nothing was thrown');
}

/** Returns all parts of an error that may be logged: message, stack, causes and own fields. */
export function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, JSON.stringify(error), error.cause && everythingIn(error.cause)].join('\n');
}
