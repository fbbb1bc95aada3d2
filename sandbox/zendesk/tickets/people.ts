import { createRng, type Rng } from '../rng.ts';
import { isoSecond } from '../time.ts';

/** Ids of users, groups, organizations and fields of current accounts have 14 digits. */
const FIRST_AGENT = 38_114_260_010_007;
const FIRST_END_USER = 38_254_337_475_674;
const FIRST_GROUP = 38_101_952_037_513;
const FIRST_ORGANIZATION = 38_190_260_110_007;
/** Ids are not consecutive. The step can be any odd number. */
const STEP = 5_347;

const AGENTS = 24;
const END_USERS = 900;
const GROUPS = 6;
const ORGANIZATIONS = 80;

/** 2019-01-01 in epoch seconds, before every ticket. */
const OPENED = 1_546_300_800;

const FIRST_NAMES = ['Andréa', 'Bogdan', 'Chidi', 'Dörte', 'Emre', '花子', 'Ольга', 'Zoë', 'Siobhán', 'محمد'];
const LAST_NAMES = ["O'Brien", 'Müller', 'Nakamura', '山田', 'Иванова', 'García', 'de la Cruz', 'Smith', 'Öztürk'];

export const anyAgent = (rng: Rng): number => FIRST_AGENT + STEP * rng.int(0, AGENTS - 1);
export const anyEndUser = (rng: Rng): number => FIRST_END_USER + STEP * rng.int(0, END_USERS - 1);
export const anyGroup = (rng: Rng): number => FIRST_GROUP + STEP * rng.int(0, GROUPS - 1);

/** Returns the organization of an end user. A third of them have none. */
export function organizationOf(endUser: number): number | null {
  const index = (endUser - FIRST_END_USER) / STEP;
  return index % 3 === 0 ? null : FIRST_ORGANIZATION + STEP * (index % ORGANIZATIONS);
}

/** Returns a user's display name, in one of several scripts. */
export function userName(user: number): string {
  const rng = createRng(user);
  return `${rng.pick(FIRST_NAMES)} ${rng.pick(LAST_NAMES)}`;
}

/** Returns a user of the `users` sideload. */
export function userRecord(id: number, subdomain: string): Record<string, unknown> {
  const isAgent = id < FIRST_END_USER;
  return {
    id,
    url: `https://${subdomain}.zendesk.com/api/v2/users/${id}.json`,
    name: userName(id),
    email: isAgent ? `agent.${id % 997}@${subdomain}.example` : `user${id % 99_991}@customers.example`,
    created_at: isoSecond(OPENED + (id % 86_400)),
    updated_at: isoSecond(OPENED + (id % 86_400) + (id % 9_999_991)),
    time_zone: 'Etc/UTC',
    iana_time_zone: 'Etc/UTC',
    phone: null,
    locale: 'en-US',
    organization_id: isAgent ? null : organizationOf(id),
    role: isAgent ? 'agent' : 'end-user',
    verified: true,
    active: true,
    suspended: false,
    tags: [],
    user_fields: {},
  };
}

/** Returns a group of the `groups` sideload. */
export function groupRecord(id: number, subdomain: string): Record<string, unknown> {
  return {
    url: `https://${subdomain}.zendesk.com/api/v2/groups/${id}.json`,
    id,
    is_public: true,
    name: `Support ${(id - FIRST_GROUP) / STEP + 1}`,
    description: '',
    default: id === FIRST_GROUP,
    deleted: false,
    created_at: isoSecond(OPENED),
    updated_at: isoSecond(OPENED),
  };
}

/** Returns an organization of the `organizations` sideload. */
export function organizationRecord(id: number, subdomain: string): Record<string, unknown> {
  return {
    url: `https://${subdomain}.zendesk.com/api/v2/organizations/${id}.json`,
    id,
    name: `Kunde & Söhne № ${(id - FIRST_ORGANIZATION) / STEP + 1}`,
    shared_tickets: false,
    shared_comments: false,
    external_id: null,
    created_at: isoSecond(OPENED),
    updated_at: isoSecond(OPENED),
    domain_names: [],
    details: '',
    notes: '',
    group_id: null,
    tags: [],
    organization_fields: {},
  };
}
