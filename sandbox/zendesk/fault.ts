import type { LoggedRequest } from './request-log.ts';

/** A way in which one request goes wrong. Times are milliseconds of the sandbox's clock. */
export type Fault =
  /** Answers this instead, before the application sees the request: no login, no rate limit. */
  | {
      readonly kind: 'respond';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Alters the genuine answer: its text, and its headers, of which those set to undefined are left out. */
  | {
      readonly kind: 'rewrite';
      readonly page?: (bodyText: string) => string;
      readonly headers?: Readonly<Record<string, string | undefined>>;
    }
  /** Answers with what was genuine when the request came, but so much later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Sends so many bytes of the body (default: not even the status) and then nothing, for ever. */
  | { readonly kind: 'hang'; readonly afterBytes?: number }
  /** Sends the body so many bytes at a time. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number }
  /** Breaks the connection, after so many bytes of the body (default: before the status). */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  /** Ends the answer properly although only so many bytes of its compressed body were sent. */
  | { readonly kind: 'truncateGzip'; readonly bytes: number };

/** Decides about each request, as it comes in, whether something goes wrong with it. */
export type Interceptor = (request: LoggedRequest) => Fault | undefined | Promise<Fault | undefined>;
