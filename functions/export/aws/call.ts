import { addAbortListener } from 'node:events';
import { StorageError } from '../core/errors.ts';

/** Options to pass to the AWS client's `send`. */
export type CallOptions = { readonly abortSignal: AbortSignal };

/**
 * Makes one call to S3 or DynamoDB. The signal aborts it even while the SDK waits between two attempts.
 * @param action - for the error message: `acme/tickets: writing the checkpoint to table cursors`
 * @param advice - for the error message: the next step for the operator, which may depend on the error
 * @throws StorageError if the call fails or is aborted
 * @throws the SDK's own error if a condition failed (409, 412 or `ConditionalCheckFailedException`)
 */
export async function callAws<T>(
  action: string,
  advice: string | ((error: unknown) => string),
  signal: AbortSignal,
  call: (options: CallOptions) => Promise<T>,
): Promise<T> {
  try {
    return await raceAbort(signal, call({ abortSignal: signal }));
  } catch (error) {
    if (isConditionFailed(error)) throw error;
    const reason = signal.aborted ? 'no response before the time limit' : describeError(error);
    const next = typeof advice === 'string' ? advice : advice(error);
    throw new StorageError(`${action} failed: ${reason}. ${next}`, { cause: error });
  }
}

/** Returns the HTTP status of an AWS error. S3 has several error names per status. */
export const getHttpStatus = (error: unknown): number | undefined =>
  error instanceof Error ? (error as Error & ServiceError).$metadata?.httpStatusCode : undefined;

/**
 * True if a KMS key did not decrypt a secret or an object: it denied the access, or is disabled or deleted.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export const isDeniedByKey = (error: unknown): boolean =>
  error instanceof Error &&
  (/^(DecryptionFailure|KMS)/.test(error.name) ||
    (error.name.startsWith('AccessDenied') && /\bkms\b/i.test(error.message)));

/** True if AWS did not answer, failed or throttled the call. Nothing in the account is the cause. */
export function isOutage(error: unknown): boolean {
  const status = getHttpStatus(error);
  const isThrottled = error instanceof Error && /Thrott|TooManyRequests|LimitExceeded/.test(error.name);
  return error instanceof Error && (status === undefined || status >= 500 || isThrottled);
}

/**
 * True if S3 names another region for the bucket.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export const isOtherRegion = (error: unknown): boolean =>
  getHttpStatus(error) === 301 || (error instanceof Error && error.name === 'AuthorizationHeaderMalformed');

type ServiceError = { readonly $metadata?: { readonly httpStatusCode?: number } };

const isConditionFailed = (error: unknown): boolean =>
  (error instanceof Error && error.name === 'ConditionalCheckFailedException') ||
  [409, 412].includes(getHttpStatus(error) ?? 0);

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
}

/** Returns the call's result. Rejects as soon as the signal aborts, even if the call ignores it. */
export async function raceAbort<T>(signal: AbortSignal, call: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const listener = addAbortListener(signal, () => aborted.reject(new Error('aborted')));
  try {
    return await Promise.race([call, aborted.promise]);
  } finally {
    listener[Symbol.dispose]();
  }
}
