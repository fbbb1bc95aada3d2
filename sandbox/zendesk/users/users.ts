import { type Change, secondOf } from '../account/change.ts';
import { createDirectory, type Directory } from '../account/directory.ts';
import { isAgent, OPENED, organizationOf, POPULATION, userId } from '../tickets/people.ts';
import { toTexts } from '../tickets/sideloads.ts';
import { roleOf } from './roles.ts';
import { defaultGroup, renderUser, userAbilities, type UserFacts, userIdentities } from './user.ts';

/** The users of an account. All users to whom tickets refer exist from the beginning. */
export type Users = Directory<UserFacts> & {
  /** Adds an end user without tickets. @returns the new user's id */
  create(change?: Change): number;
  update(id: number, change?: Change): void;
  suspend(id: number, change?: Change): void;
  /** Deleted users stay in the export with `active: false`. Zendesk deletes only users without open tickets. */
  delete(id: number, change?: Change): void;
  /** Removes the organization of all its users. */
  leaveOrganization(organization: number, change: Change): void;
};

/** The part of an account that its users need. */
type Surroundings = {
  readonly clock: { now(): number };
  readonly seed: number;
  readonly subdomain: string;
  /** Return the JSON text of a related record. */
  readonly organizationText: (id: number) => string;
  readonly groupText: (id: number) => string;
  readonly roleText: (id: number) => string;
};

/** Creates the users of a new account. */
export function createUsers(surroundings: Surroundings): Users {
  const { clock, seed, subdomain, organizationText, groupText, roleText } = surroundings;
  const sideloads: Readonly<Record<string, (facts: UserFacts) => string[]>> = {
    identities: (facts) => userIdentities(facts, seed, subdomain),
    organizations: ({ organization }) => toTexts(organization, organizationText),
    groups: (facts) => toTexts(defaultGroup(facts, seed), groupText),
    roles: ({ id }) => toTexts(roleOf(id).custom_role_id, roleText),
    abilities: (facts) => [userAbilities(facts, subdomain)],
  };
  const initial = Array.from({ length: POPULATION.users }, (_, index) => initialUser(userId(index)));
  const users = createDirectory(initial, clock, {
    render: (facts) => renderUser(facts, seed, subdomain),
    related: (facts, name) => sideloads[name]?.(facts) ?? [],
  });
  return Object.assign(users, {
    create: (change: Change = {}) => {
      const id = userId(users.size);
      const second = secondOf(change, clock);
      users.add({ id, revision: 0, createdAt: second, updatedAt: second, state: 'active', organization: null }, change);
      return id;
    },
    update: (id: number, change: Change = {}) => users.change(id, change, {}),
    suspend: (id: number, change: Change = {}) => users.change(id, change, { state: 'suspended' }),
    delete: (id: number, change: Change = {}) => users.change(id, change, { state: 'deleted' }),
    leaveOrganization: (organization: number, change: Change) => {
      for (const { id, facts } of users.latest()) {
        if (facts.organization === organization) users.change(id, change, { organization: null });
      }
    },
  } satisfies Omit<Users, keyof Directory<UserFacts>>);
}

/** Returns the first version of a user of a new account. */
function initialUser(id: number): UserFacts {
  const createdAt = OPENED + (id % 86_400);
  const organization = isAgent(id) ? null : organizationOf(id);
  return { id, revision: 0, createdAt, updatedAt: createdAt + (id % 9_999_991), state: 'active', organization };
}
