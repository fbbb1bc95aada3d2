import type { RecordFacts } from '../account/directory.ts';
import { toJson } from '../json.ts';
import { createRng, type Rng } from '../rng.ts';
import { anyGroup, isAgent, isOwner, userName } from '../tickets/people.ts';
import { isoSecond } from '../time.ts';
import { roleOf } from './roles.ts';

/** The properties that determine one version of a user. */
export type UserFacts = RecordFacts & {
  readonly state: 'active' | 'suspended' | 'deleted';
  readonly organization: number | null;
};

/** The tags of users. */
export const USER_TAGS = ['vip', 'beta', 'newsletter', 'über_wichtig', 'partner'];
const ZONES = ['Etc/UTC', 'Europe/Berlin', 'Asia/Tokyo', 'America/New_York'];
const NOTES = [null, '', 'Calls back on Mondays\nnever before 10:00', 'Prefers “Sie”', 'C:\\contracts\\2024'];

/**
 * Renders one version of a user. A pure function of the facts and the account's seed. Members in the order of public
 * recordings. Those that are known only from responses with sorted keys are next to related ones.
 */
export function renderUser(facts: UserFacts, seed: number, subdomain: string): string {
  const { id, state, organization } = facts;
  const isDeleted = state === 'deleted';
  const rng = createRng(seed, id, 20, facts.revision);
  const zone = rng.pick(ZONES);
  const phone = phoneOf(facts, seed);
  return toJson({
    id,
    url: `https://${subdomain}.zendesk.com/api/v2/users/${id}.json`,
    name: userName(id),
    email: isDeleted ? null : emailOf(id, subdomain),
    created_at: isoSecond(facts.createdAt),
    updated_at: isoSecond(facts.updatedAt),
    time_zone: zone,
    iana_time_zone: zone,
    phone,
    shared_phone_number: phone === null ? null : false,
    photo: null,
    locale_id: 1,
    locale: 'en-US',
    organization_id: organization,
    role: isOwner(id) ? 'admin' : isAgent(id) ? 'agent' : 'end-user',
    verified: rng.chance(0.8),
    external_id: rng.chance(0.2) ? `crm-${id % 999_983}` : null,
    tags: USER_TAGS.filter(() => rng.chance(0.1)),
    alias: isAgent(id) ? `Agent ${id % 997}` : '',
    active: !isDeleted,
    ...(isDeleted && { permanently_deleted: false }),
    shared: false,
    shared_agent: false,
    last_login_at: rng.chance(0.6) ? isoSecond(facts.updatedAt - rng.int(0, 600)) : null,
    two_factor_auth_enabled: isAgent(id) ? rng.chance(0.5) : null,
    signature: isAgent(id) ? 'Kind regards' : null,
    details: '',
    notes: rng.pick(NOTES),
    ...roleOf(id),
    suspended: state === 'suspended',
    suspension_details: state === 'suspended' ? { reason: 'spam' } : null,
    default_group_id: defaultGroup(facts, seed),
    report_csv: isOwner(id),
    is_billing_admin: isOwner(id),
    user_fields: { customer_number: rng.chance(0.3) ? `${rng.int(1, 99_999)}` : null, churn_risk: rng.chance(0.1) },
  });
}

/** Returns an agent's default group. */
export const defaultGroup = ({ id }: Pick<UserFacts, 'id'>, seed: number): number | null =>
  isAgent(id) ? anyGroup(createRng(seed, id, 21)) : null;

/** Returns the JSON texts of a user's identities. Deleted users have none. */
export function userIdentities(facts: UserFacts, seed: number, subdomain: string): string[] {
  if (facts.state === 'deleted') return [];
  const phone = phoneOf(facts, seed);
  const values = [['email', emailOf(facts.id, subdomain)], ...(phone === null ? [] : [['phone_number', phone]])];
  return values.map(([type, value], index) => {
    // Less than the distance of two users' ids.
    const id = facts.id + 1 + index;
    return toJson({
      url: `https://${subdomain}.zendesk.com/api/v2/users/${facts.id}/identities/${id}.json`,
      id,
      user_id: facts.id,
      type,
      value,
      verified: true,
      primary: index === 0,
      created_at: isoSecond(facts.createdAt),
      updated_at: isoSecond(facts.updatedAt),
    });
  });
}

/**
 * Returns the JSON text of the rights of the admin over a user, for a separate array with one entry per user
 * (an old version of https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/side_loading/).
 */
export function userAbilities({ id, state }: UserFacts, subdomain: string): string {
  return toJson({
    can_edit: state !== 'deleted',
    can_edit_password: state !== 'deleted',
    can_manage_identities_of: state !== 'deleted',
    can_verify_identities: false,
    url: `https://${subdomain}.zendesk.com/api/v2/users/${id}.json`,
    user_id: id,
  });
}

const emailOf = (id: number, subdomain: string): string =>
  isAgent(id) ? `agent.${id % 997}@${subdomain}.example` : `user${id % 99_991}@customers.example`;

const phoneOf = ({ id, revision, state }: UserFacts, seed: number): string | null => {
  const rng: Rng = createRng(seed, id, 22, revision);
  return state !== 'deleted' && rng.chance(0.3) ? `+4930${rng.int(1_000_000, 9_999_999)}` : null;
};
