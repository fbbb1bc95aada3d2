import type { IncomingHttpHeaders } from 'node:http';

/** What a test makes go wrong with one request to a stand-in. */
export type AwsFault =
  /** Answers with this error of the service instead of carrying the request out. */
  | { readonly kind: 'respond'; readonly status: number; readonly code: string }
  /** Takes the request, does nothing and never answers. */
  | { readonly kind: 'hang' }
  /** Carries the request out after that many of the sandbox clock's milliseconds. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Closes the connection without carrying the request out. */
  | { readonly kind: 'reset' }
  /** Carries the request out, and answers once this is done. */
  | { readonly kind: 'hold_answer'; readonly until: () => Promise<unknown> }
  /** Carries the request out, then (once this is done) closes the connection: the client cannot know that it succeeded. */
  | { readonly kind: 'lose_answer'; readonly until?: () => Promise<unknown> };

/** One request that a stand-in received. */
export type AwsRequest = {
  /** The service's name for it: `PutObject`, `UpdateItem`, `GetSecretValue`. */
  readonly operation: string;
  /** What it is about: the object's key, the item's `export_id`, the secret's id; empty where there is none. */
  readonly key: string;
  readonly headers: IncomingHttpHeaders;
  /** The status that it was answered with; absent as long as, and wherever, it was not answered. */
  status?: number;
};

/** Decides, before a request is carried out, whether and how it fails. */
export type AwsInterceptor = (
  request: AwsRequest & { readonly body: Buffer },
) => AwsFault | undefined | Promise<AwsFault | undefined>;
