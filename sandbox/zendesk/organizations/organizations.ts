import { type Change, secondOf } from '../account/change.ts';
import { createDirectory, type Directory } from '../account/directory.ts';
import { OPENED, organizationId, POPULATION } from '../tickets/people.ts';
import { type OrganizationFacts, renderOrganization } from './organization.ts';

/** The organizations of an account. */
export type Organizations = Directory<OrganizationFacts> & {
  /** Adds an organization without users. @returns the new organization's id */
  create(change?: Change): number;
  update(id: number, change?: Change): void;
  /** Deleted organizations stay in the export. Their users and tickets lose them in the same second. */
  delete(id: number, change?: Change): void;
};

/** The part of an account that its organizations need. */
type Surroundings = {
  readonly clock: { now(): number };
  readonly seed: number;
  readonly subdomain: string;
  /** Removes a deleted organization from its users and tickets. */
  readonly detach: (id: number, change: Change & { readonly second: number }) => void;
};

/** Creates the organizations of a new account. */
export function createOrganizations({ clock, seed, subdomain, detach }: Surroundings): Organizations {
  const initial = Array.from({ length: POPULATION.organizations }, (_, index) => newOrganization(index, OPENED));
  const organizations = createDirectory(initial, clock, {
    render: (facts) => renderOrganization(facts, seed, subdomain),
  });
  return Object.assign(organizations, {
    create: (change: Change = {}) => {
      const facts = newOrganization(organizations.size, secondOf(change, clock));
      organizations.add(facts, change);
      return facts.id;
    },
    update: (id: number, change: Change = {}) => organizations.change(id, change, {}),
    delete: (id: number, change: Change = {}) => {
      const second = secondOf(change, clock);
      organizations.change(id, change, { deletedAt: second });
      detach(id, { ...change, second });
    },
  } satisfies Omit<Organizations, keyof Directory<OrganizationFacts>>);
}

const newOrganization = (index: number, second: number): OrganizationFacts => ({
  id: organizationId(index),
  revision: 0,
  createdAt: second,
  updatedAt: second,
  deletedAt: null,
});
