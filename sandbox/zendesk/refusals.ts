import { type Answer, flatError, jsonAnswer, textAnswer } from './answer.ts';
import type { BucketName } from './rate-limits.ts';

/** Response for missing or wrong Basic credentials. */
export const NOT_AUTHENTICATED = jsonAnswer(401, { error: "Couldn't authenticate you" });

/** Response for an invalid bearer token (fprimex/zdesk#58). */
export const INVALID_TOKEN = jsonAnswer(401, {
  error: 'invalid_token',
  error_description: 'The access token provided is expired, revoked, malformed or invalid for other reasons.',
});

/** Response for a user whose role, or for an account whose plan, has no access (facetoe/zenpy#336). */
export const FORBIDDEN_ROLE = jsonAnswer(403, {
  error: {
    title: 'Forbidden',
    message:
      'You do not have access to this page. Please contact the account owner of this help desk for further help.',
  },
});

/**
 * Creates the response for a token without a required scope.
 *
 * @param scopes - the scopes of which one is required, e.g. `read` or `groups:read, read`; clients quote both forms
 */
export function missingScopes(scopes: string): Answer {
  return flatError(403, 'Forbidden', `You are missing the following required scopes: ${scopes}`);
}

/** 429 of the incremental exports' rate limit (airbytehq/airbyte#11899), without `Retry-After`. */
export const EXPORT_LIMIT_EXCEEDED = flatError(
  429,
  'APIRateLimitExceeded',
  'Number of allowed incremental export API requests per minute exceeded',
);

/** 429 of the account-wide limit: plain text, which broke a JSON parser (airbytehq/airbyte#11035). */
export const ACCOUNT_LIMIT_EXCEEDED = textAnswer(429, 'Number of allowed API requests per minute exceeded');

/** By bucket: the response for a request beyond its limit. That of ticket fields is assumed to be the account's. */
export const BUCKET_LIMIT_EXCEEDED: Readonly<Record<BucketName, Answer>> = {
  incremental: EXPORT_LIMIT_EXCEEDED,
  usersCursor: EXPORT_LIMIT_EXCEEDED,
  metricEvents: EXPORT_LIMIT_EXCEEDED,
  talk: EXPORT_LIMIT_EXCEEDED,
  ticketFields: ACCOUNT_LIMIT_EXCEEDED,
};
