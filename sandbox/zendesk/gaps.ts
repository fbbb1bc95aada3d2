import { type Answer, htmlAnswer, INVALID_ENDPOINT, jsonAnswer, textAnswer } from './answer.ts';
import type { Access } from './access.ts';
import { FORBIDDEN_ROLE, missingScopes } from './refusals.ts';

/**
 * How Zendesk refuses a resource that an account lacks. All forms are reported by clients.
 *
 * - `no_access`: 403 with `error.title` and `error.message`, for the plan or the role (audit logs, SLA policies).
 * - `restricted`: 403 in plain text, for the plan (https://github.com/singer-io/tap-zendesk, Talk).
 * - `missing_scope`: 403 with the required scopes of the token.
 * - `error_list`: 403 with the array `errors`, of the help center's service (https://github.com/useairfoil/typescript-sdk).
 * - `empty`: 403 with an empty HTML body (https://github.com/airbytehq/airbyte, side conversations).
 * - `no_product`: 404 as for unknown paths, for a product such as Talk.
 * - `no_help_center`: 404 with an HTML page (https://github.com/estuary/connectors).
 */
export type Gap =
  'no_access' | 'restricted' | 'missing_scope' | 'error_list' | 'empty' | 'no_product' | 'no_help_center';

/** By gap: the response to a request for the resource. */
const GAP_ANSWERS: Readonly<Record<Gap, (access: Access) => Answer>> = {
  no_access: () => FORBIDDEN_ROLE,
  restricted: () => textAnswer(403, 'Access to this resource is restricted'),
  missing_scope: ({ scope }) => missingScopes(scope === undefined ? 'read' : `${scope}:read, read`),
  error_list: () => jsonAnswer(403, { errors: [{ code: 'Forbidden', status: '403', title: 'Forbidden' }] }),
  empty: () => htmlAnswer(403, ''),
  no_product: () => INVALID_ENDPOINT,
  no_help_center: () =>
    htmlAnswer(
      404,
      "<!DOCTYPE html>\n<html><body><h1>The page you were looking for doesn't exist.</h1></body></html>\n",
    ),
};

/** The gaps of an account by resource. The name of a resource is the `itemKey` of its export or list. */
export type Gaps = Readonly<Record<string, Gap>>;

/**
 * The lists that the smallest plan lacks, each as Zendesk refuses it (singer-io/tap-zendesk, useairfoil/typescript-sdk).
 * Holidays are lists of schedules. The gap of schedules is assumed to be that of other plans.
 */
export const SMALL_PLAN_GAPS: Gaps = {
  sla_policies: 'no_access',
  custom_roles: 'no_access',
  ticket_forms: 'no_access',
  satisfaction_ratings: 'no_access',
  schedules: 'no_access',
  holidays: 'no_access',
  survey_responses: 'error_list',
  audit_logs: 'no_access',
};

/** The current gaps of one account. */
export type GapList = {
  /**
   * Replaces all gaps.
   *
   * @throws RangeError if there is no such resource
   */
  readonly set: (gaps: Gaps) => void;
  /** Returns the error response for a resource that the account lacks, or undefined. */
  readonly refuse: (resource: string | undefined, access: Access) => Answer | undefined;
};

/**
 * Creates the list of an account's gaps.
 *
 * @param resources - the names of all resources
 * @throws RangeError if there is no such resource
 */
export function createGapList(resources: readonly string[], initial: Gaps): GapList {
  let current: ReadonlyMap<string, Gap> = new Map();
  const set = (gaps: Gaps): void => {
    const unknown = Object.keys(gaps).filter((name) => !resources.includes(name));
    if (unknown.length > 0) throw new RangeError(`unknown resource in gaps: ${unknown.join(', ')}`);
    current = new Map(Object.entries(gaps));
  };
  set(initial);
  return {
    set,
    refuse: (resource, access) => {
      const gap = resource === undefined ? undefined : current.get(resource);
      return gap === undefined ? undefined : GAP_ANSWERS[gap](access);
    },
  };
}
