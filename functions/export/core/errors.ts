/**
 * The errors of a run: one class for each kind of fix that an operator can apply.
 * Reasons to stop early (time, rate limit, lease) are values, not errors: see outcome.ts.
 *
 * No message may contain a secret or a ticket's content. So no error has the `SyntaxError` of `JSON.parse` as its cause,
 * because that error quotes the text that it could not parse.
 */
abstract class ExportError extends Error {
  /**
   * The name of the class. Each class states it, because Lambda's runtime logs the name of the constructor as
   * `errorType`, and minification shortens that.
   */
  override readonly name: string = this.constructor.name;

  /** One entry per failed export of the run. The first entry describes this error. */
  errors?: readonly ExportFailure[];
}

/** The error of one export of a run. */
export type ExportFailure = { readonly export: string; readonly name: string; readonly message: string };

/** The event or the environment is invalid; nothing was requested. Correct the field that the message names. */
export class InvalidRequestError extends ExportError {
  static override readonly name = 'InvalidRequestError';
}

/** The secret is unusable, or Zendesk returned 401 or 403 or refused to issue a token. This needs a human. */
export class CredentialsError extends ExportError {
  static override readonly name = 'CredentialsError';
}

/** Zendesk rejected the request permanently: another 4xx, or a redirect. */
export class ZendeskRefusedError extends ExportError {
  static override readonly name = 'ZendeskRefusedError';
}

/** Requests to Zendesk kept failing, and the retries are exhausted. The next run resumes at the last checkpoint. */
export class ZendeskUnavailableError extends ExportError {
  static override readonly name = 'ZendeskUnavailableError';
}

/** Zendesk returned 200, but the body is not a valid page of this resource. */
export class MalformedPageError extends ExportError {
  static override readonly name = 'MalformedPageError';
}

/** More records share one second than fit on a page, and the resource has no cursor endpoint. */
export class PinnedSecondError extends ExportError {
  static override readonly name = 'PinnedSecondError';
}

/** S3, DynamoDB or Secrets Manager kept failing after the SDK's retries. */
export class StorageError extends ExportError {
  static override readonly name = 'StorageError';
}

export type { ExportError };
