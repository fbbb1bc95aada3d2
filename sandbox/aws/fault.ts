import type { IncomingHttpHeaders } from 'node:http';

/** A fault that a test injects into one request to a local AWS service. */
export type AwsFault =
  /** Responds with this error of the service without executing the request. */
  | { readonly kind: 'respond'; readonly status: number; readonly code: string; readonly message?: string }
  /** Receives the request, does not execute it and never responds. */
  | { readonly kind: 'hang' }
  /** Executes the request after this many milliseconds of the sandbox clock. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Closes the connection without executing the request. */
  | { readonly kind: 'reset' }
  /** Executes the request and responds once `until` resolves. */
  | { readonly kind: 'hold_answer'; readonly until: () => Promise<unknown> }
  /** Executes the request, waits for `until` and closes the connection. The client cannot know that it succeeded. */
  | { readonly kind: 'lose_answer'; readonly until?: () => Promise<unknown> };

/** One request that a local AWS service received. */
export type AwsRequest = {
  /** The operation in AWS's API: `PutObject`, `UpdateItem`, `GetSecretValue`. */
  readonly operation: string;
  /** The object's key, the item's `export_id` or the secret's id. Empty if the operation has none. */
  readonly key: string;
  readonly headers: IncomingHttpHeaders;
  /** HTTP status of the response. Absent until the response is sent. */
  status?: number;
};

/** Decides before a request is executed whether and how it fails. */
export type AwsInterceptor = (
  request: AwsRequest & { readonly body: Buffer },
) => AwsFault | undefined | Promise<AwsFault | undefined>;
