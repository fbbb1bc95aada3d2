import { addAbortListener } from 'node:events';
import { StorageError } from '../core/errors.ts';

/** Options that every call of an AWS client takes here: time-outs and aborts are this code's own. */
export type CallOptions = { readonly abortSignal: AbortSignal };

/**
 * Makes one call to S3 or DynamoDB, ended by the signal even where the SDK is waiting between two attempts.
 * @param what - what was tried, for the message: `acme/tickets: writing the checkpoint to table cursors`
 * @param advice - what to check when it fails
 * @throws StorageError; conditions that failed are errors of the SDK's, thrown as they are, for the caller to tell
 */
export async function callAws<T>(
  what: string,
  advice: string,
  signal: AbortSignal,
  call: (options: CallOptions) => Promise<T>,
): Promise<T> {
  try {
    return await raceAbort(signal, call({ abortSignal: signal }));
  } catch (error) {
    if (isConditionFailed(error)) throw error;
    throw new StorageError(`${what} failed: ${signal.aborted ? 'no answer in time' : nameOf(error)}. ${advice}`, {
      cause: error,
    });
  }
}

/** The status that S3 answered with: of its conflicts alone there are several names. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error ? (error as Error & ServiceError).$metadata?.httpStatusCode : undefined;

type ServiceError = { readonly $metadata?: { readonly httpStatusCode?: number } };

const isConditionFailed = (error: unknown): boolean =>
  (error instanceof Error && error.name === 'ConditionalCheckFailedException') ||
  [409, 412].includes(statusOf(error) ?? 0);

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
}

/** The call's result, unless the signal comes first. */
export async function raceAbort<T>(signal: AbortSignal, call: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const listener = addAbortListener(signal, () => aborted.reject(new Error('aborted')));
  try {
    return await Promise.race([call, aborted.promise]);
  } finally {
    listener[Symbol.dispose]();
  }
}
