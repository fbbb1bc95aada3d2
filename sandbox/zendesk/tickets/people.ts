import { createRng, type Rng } from '../rng.ts';

/** Ids of users, groups, organizations and fields of current accounts have 14 digits. */
const FIRST_AGENT = 38_114_260_010_007;
const FIRST_END_USER = 38_254_337_475_674;
const FIRST_GROUP = 38_101_952_037_513;
const FIRST_ORGANIZATION = 38_190_260_110_007;
/** Ids are not consecutive. The step can be any odd number. */
const STEP = 5_347;

const AGENTS = 24;
/** End users who write tickets. */
const END_USERS = 900;
const ORGANIZATIONS = 80;

/** 2019-01-01 in epoch seconds, before every ticket. */
export const OPENED = 1_546_300_800;

/** The people of a new account. More of them can come later. */
export const POPULATION = {
  /** Agents first, then the end users who write tickets, then those who do not. Zendesk deletes only the last. */
  users: AGENTS + END_USERS + 300,
  /** Users who write or handle tickets. */
  correspondents: AGENTS + END_USERS,
  organizations: ORGANIZATIONS,
  /** The first users. */
  agents: AGENTS,
  /** Groups that handle tickets. */
  groups: 6,
} as const;

const FIRST_NAMES = ['Andréa', 'Bogdan', 'Chidi', 'Dörte', 'Emre', '花子', 'Ольга', 'Zoë', 'Siobhán', 'محمد'];
const LAST_NAMES = ["O'Brien", 'Müller', 'Nakamura', '山田', 'Иванова', 'García', 'de la Cruz', 'Smith', 'Öztürk'];

export const anyAgent = (rng: Rng): number => FIRST_AGENT + STEP * rng.int(0, AGENTS - 1);
export const anyEndUser = (rng: Rng): number => FIRST_END_USER + STEP * rng.int(0, END_USERS - 1);
export const anyGroup = (rng: Rng): number => groupId(rng.int(0, POPULATION.groups - 1));

export const isAgent = (user: number): boolean => user < FIRST_END_USER;
/** The account's owner, the first agent. */
export const isOwner = (user: number): boolean => user === FIRST_AGENT;

/** Returns the id of an account's n-th user, from 0: see `POPULATION`. */
export const userId = (index: number): number =>
  index < AGENTS ? FIRST_AGENT + STEP * index : FIRST_END_USER + STEP * (index - AGENTS);

/** Returns the id of an account's n-th organization, from 0. */
export const organizationId = (index: number): number => FIRST_ORGANIZATION + STEP * index;

/** Returns the id of an account's n-th group, from 0. */
export const groupId = (index: number): number => FIRST_GROUP + STEP * index;

/** Returns the organization of an end user before any is deleted. A third of them have none. */
export function organizationOf(endUser: number): number | null {
  const index = (endUser - FIRST_END_USER) / STEP;
  return index % 3 === 0 ? null : FIRST_ORGANIZATION + STEP * (index % ORGANIZATIONS);
}

/** Returns a user's display name, in one of several scripts. */
export function userName(user: number): string {
  const rng = createRng(user);
  return `${rng.pick(FIRST_NAMES)} ${rng.pick(LAST_NAMES)}`;
}

/** Returns the name of an organization that is not deleted. */
export const organizationName = (id: number): string => `Kunde & Söhne № ${(id - FIRST_ORGANIZATION) / STEP + 1}`;
