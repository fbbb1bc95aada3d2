import type { Answer } from './answer.ts';
import type { BucketName, ServiceName } from './rate-limits.ts';
import { FORBIDDEN_ROLE, missingScopes, NOT_AUTHENTICATED } from './refusals.ts';

/** A user's rights, from the least to the most. */
const ROLES = ['anonymous', 'agent', 'admin'] as const;

/** The user who sends a request. */
export type Caller = {
  readonly role: (typeof ROLES)[number];
  /** The scopes of a bearer token. Undefined for other credentials, which have all. */
  readonly scopes?: readonly string[];
};

/** Who may read an endpoint, and which rate limits count its requests. */
export type Access = {
  /** The least role that may read it. */
  readonly role: Caller['role'];
  /** The resource of its OAuth scope: `tickets` of `tickets:read`. Undefined if only `read` suffices. */
  readonly scope?: string;
  /** The service that responds. */
  readonly service: ServiceName;
  /** The rate-limit bucket of its requests, apart from the service's own limit. Default: none. */
  readonly bucket?: BucketName;
  /** The rate-limit bucket of its cursor-based endpoint. Default: `bucket`. */
  readonly cursorBucket?: BucketName;
};

/**
 * The access rules of all resources.
 *
 * - Roles: "Allowed for" in Zendesk's reference. Agents can read Talk with the permission "Can manage channels", which
 *   no simulated agent has.
 * - Scopes of tickets, ticket events, users and organizations: recorded in 2026 (useairfoil/typescript-sdk,
 *   `api.vcr.test.cassette`). The scope `hc` is documented. The scopes of metric events, of the current user and of the
 *   account's settings are inferred. Talk has none in the documented list, so that only `read` suffices.
 * - Buckets of tickets, ticket events, organizations and users by cursor: recorded in the same file, one counter for the
 *   first three. Users by time are assumed to share it. The response for metric events has no header
 *   (estuary/connectors, `bruno/Incremental`), but Zendesk documents 10 requests a minute for all `/incremental/*`.
 */
export const ACCESS = {
  tickets: { role: 'admin', scope: 'tickets', service: 'support', bucket: 'incremental' },
  users: { role: 'admin', scope: 'users', service: 'support', bucket: 'incremental', cursorBucket: 'usersCursor' },
  organizations: { role: 'admin', scope: 'organizations', service: 'support', bucket: 'incremental' },
  ticketEvents: { role: 'admin', scope: 'tickets', service: 'support', bucket: 'incremental' },
  ticketMetricEvents: { role: 'admin', scope: 'tickets', service: 'support', bucket: 'metricEvents' },
  calls: { role: 'admin', service: 'talk', bucket: 'talk' },
  legs: { role: 'admin', service: 'talk', bucket: 'talk' },
  articles: { role: 'agent', scope: 'hc', service: 'helpCenter' },
  currentUser: { role: 'anonymous', scope: 'users', service: 'support' },
  accountSettings: { role: 'agent', scope: 'account_settings', service: 'support' },
} as const satisfies Readonly<Record<string, Access>>;

/** Returns the error response for a caller who may not read an endpoint, or undefined. */
export function refuseCaller({ role, scopes }: Caller, access: Access): Answer | undefined {
  if (role === 'anonymous' && access.role !== 'anonymous') return NOT_AUTHENTICATED;
  if (scopes && !listSufficientScopes(access).some((scope) => scopes.includes(scope))) return missingScopes('read');
  return ROLES.indexOf(role) < ROLES.indexOf(access.role) ? FORBIDDEN_ROLE : undefined;
}

/**
 * Returns the scopes of which each suffices. A scope without a resource is for all resources, one without an access level
 * is for reading and writing (https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/). So a misspelled
 * scope grants nothing.
 */
function listSufficientScopes({ scope }: Access): string[] {
  return scope === undefined ? ['read'] : ['read', `${scope}:read`, scope];
}
