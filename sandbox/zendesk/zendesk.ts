import type { SandboxClock } from '../clock.ts';
import type { Account } from './account/account.ts';
import type { PageWeight } from './answer.ts';
import type { Credentials } from './credentials.ts';
import type { ExportRules } from './export/request.ts';
import type { Interceptor } from './fault.ts';
import type { LiveActivity } from './account/live.ts';
import type { RateLimit, RateLimiter } from './rate-limit.ts';
import type { LoggedRequest } from './request-log.ts';

/** A Zendesk of one account on a port of this machine. */
export type ZendeskOptions = Partial<ExportRules> & {
  readonly clock: SandboxClock;
  readonly account: Account;
  readonly credentials: Credentials;
  /** Of all incremental exports together. Default 10 requests in 60 seconds; the High Volume add-on has 30. */
  readonly rateLimit?: Partial<RateLimit>;
  /** Compress answers to clients that accept it. Default true. */
  readonly gzip?: boolean;
  /** How long Zendesk works on a page, in the sandbox's milliseconds. Default 0. */
  readonly pageDelayMs?: number | ((page: PageWeight) => number);
  /** A page that takes longer than this gets 504 `upstream request timeout` after it. Default: none does. */
  readonly gatewayTimeoutMs?: number;
  /** How far Zendesk's clock is ahead of the sandbox's (behind: negative). Default 0. See `skewedClock`. */
  readonly clockSkewMs?: number;
  /** Default: any free one. */
  readonly port?: number;
  /** What goes on in the account meanwhile, from the moment of the start. Default: nothing. */
  readonly live?: LiveActivity;
};

/** A running Zendesk. */
export type Zendesk = {
  /** Without a trailing slash. */
  readonly url: string;
  readonly account: Account;
  /** Every request so far, in the order in which they came in. */
  readonly requests: readonly LoggedRequest[];
  /** Requests that the bucket of incremental exports saw, and how many of them it refused. */
  readonly rateLimit: RateLimiter['statistics'];
  /** Lets this function decide about every request from now on; undefined ends that. */
  intercept(interceptor: Interceptor | undefined): void;
  setCredentials(credentials: Credentials): void;
  /** Ends every token that was issued so far. */
  revokeIssuedTokens(): void;
  /** Makes the account what it is by now; answers do that themselves. */
  catchUpLive(): void;
  /** Does that a last time: the account stays as it is then. */
  stopLive(): void;
  /** Breaks all connections, the hanging ones too. */
  close(): Promise<void>;
};
