import { createRateLimiter, type RateLimit, type RateLimiter } from './rate-limit.ts';

/**
 * A rate-limit bucket of some endpoints.
 *
 * - `incremental`: tickets, ticket events, organizations, and users by time. 30 a minute with the High Volume add-on.
 * - `usersCursor`: users by cursor. 60 a minute with the add-on.
 * - `metricEvents`: ticket metric events.
 * - `talk`: calls and legs of Talk.
 * - `ticketFields`: the list of ticket fields.
 */
export type BucketName = 'incremental' | 'usersCursor' | 'metricEvents' | 'talk' | 'ticketFields';

/** A service of Zendesk. Its own limit counts all of its requests. */
export type ServiceName = 'support' | 'talk' | 'helpCenter';

/** A limit of a whole account. The help center has a separate one. Talk is assumed to share that of Support. */
type AccountLimitName = 'account' | 'helpCenter';

/** Everything that counts requests. */
export type RateLimitName = BucketName | AccountLimitName;

/**
 * The default limits per minute. The account-wide ones are those of a Suite Enterprise plan. The recorded limit of an
 * account's help center equals that of its other requests (useairfoil/typescript-sdk, `api.vcr.test.cassette`).
 */
const REQUESTS_PER_MINUTE: Readonly<Record<RateLimitName, number>> = {
  account: 700,
  helpCenter: 700,
  incremental: 10,
  usersCursor: 20,
  metricEvents: 10,
  talk: 10,
  ticketFields: 20,
};

/** The rate limiters of one account. */
export type RateLimits = Readonly<Record<RateLimitName, RateLimiter>>;

/** Creates the rate limiters of one account. */
export function createRateLimits(changed: Readonly<Partial<Record<RateLimitName, Partial<RateLimit>>>>): RateLimits {
  const create = (name: RateLimitName): RateLimiter =>
    createRateLimiter({ total: REQUESTS_PER_MINUTE[name], windowSeconds: 60, ...changed[name] });
  return {
    account: create('account'),
    helpCenter: create('helpCenter'),
    incremental: create('incremental'),
    usersCursor: create('usersCursor'),
    metricEvents: create('metricEvents'),
    talk: create('talk'),
    ticketFields: create('ticketFields'),
  };
}

/** The account-wide limit that counts the requests of each service. */
export const ACCOUNT_LIMITS: Readonly<Record<ServiceName, AccountLimitName>> = {
  support: 'account',
  talk: 'account',
  helpCenter: 'helpCenter',
};
