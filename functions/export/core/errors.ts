/**
 * The faults a run can end with: one class per decision that the reader of the error can take.
 * Reasons to stop early (time, rate limit, lease) are values, not errors: see outcome.ts.
 *
 * No message may hold a secret or a ticket's content. That is why none of them carries the
 * `SyntaxError` of `JSON.parse` as its cause: its message quotes the text that it could not parse.
 */
abstract class ExportError extends Error {
  /** With several resources in one run: one entry per export that failed, the first of them being this error. */
  errors?: readonly ExportFailure[];
}

/** What went wrong with one export of a run. */
export type ExportFailure = { readonly export: string; readonly name: string; readonly message: string };

/** The event or the environment is wrong; nothing was requested. Correct the field that the message names. */
export class InvalidRequestError extends ExportError {
  override readonly name = 'InvalidRequestError';
}

/** The secret is unusable, or Zendesk answered 401 or 403, or refused a token. A person has to act. */
export class CredentialsError extends ExportError {
  override readonly name = 'CredentialsError';
}

/** Zendesk refused the request for good: another 4xx, or a redirect. */
export class ZendeskRefusedError extends ExportError {
  override readonly name = 'ZendeskRefusedError';
}

/** Zendesk did not answer usefully although it was asked again and again; the next run goes on. */
export class ZendeskUnavailableError extends ExportError {
  override readonly name = 'ZendeskUnavailableError';
}

/** Zendesk answered 200, but with something that is no page of this resource. */
export class MalformedPageError extends ExportError {
  override readonly name = 'MalformedPageError';
}

/** More records share one second than Zendesk serves on a page, and the resource has no cursor endpoint. */
export class PinnedSecondError extends ExportError {
  override readonly name = 'PinnedSecondError';
}

/** S3 or DynamoDB failed, after the SDK's own retries. */
export class StorageError extends ExportError {
  override readonly name = 'StorageError';
}

export type { ExportError };
