import { type Change, secondOf } from '../account/change.ts';
import type { RecordFacts } from '../account/directory.ts';
import type { OrganizationFacts } from '../organizations/organization.ts';
import { organizationName } from '../tickets/people.ts';
import { isoSecond } from '../time.ts';
import type { UserFacts } from '../users/user.ts';
import type { ListContext } from './records.ts';
import { ListRow } from './row.ts';
import { createRowHistory, endOf } from './row-history.ts';

/** A member of an organization. Recorded members and order (airbytehq/airbyte, source-zendesk-support). */
type OrganizationMembership = {
  readonly url: string;
  readonly id: number;
  readonly user_id: number;
  readonly organization_id: number;
  readonly default: boolean;
  readonly created_at: string;
  readonly organization_name: string;
  readonly updated_at: string;
  readonly view_tickets: boolean;
};

/** The memberships of an account: each user's own organization, and additional ones. */
export type OrganizationMemberships = {
  at(nowMs: number): ListRow<OrganizationMembership>[];
  /** Adds a user to an additional organization. @returns the id of the membership */
  add(user: number, organization: number, change?: Change): number;
  /**
   * Removes a user from an organization.
   *
   * @throws RangeError if there is no such membership
   */
  remove(id: number, change?: Change): void;
};

/** The versions of all users and organizations, in the order of the operations. */
export type PeopleLogs = {
  readonly users: () => readonly UserFacts[];
  readonly organizations: () => readonly OrganizationFacts[];
};

const FIRST_MEMBERSHIP = 38_190_300_000_001;
/** Ids are not consecutive. The step can be any number. */
const STEP = 32;

/** Creates the memberships. They follow the changes of users and organizations, each after its second. */
export function createOrganizationMemberships(
  { clock, subdomain }: Pick<ListContext, 'clock' | 'subdomain'>,
  logs: PeopleLogs,
): OrganizationMemberships {
  const history = createRowHistory<OrganizationMembership>();
  /** The membership of each user's own organization. */
  const own = new Map<number, number>();
  const current = new Map<number, OrganizationMembership>();
  let [created, usersRead, organizationsRead] = [0, 0, 0];

  const put = (user: number, organization: number, isDefault: boolean, second: number, visibleFrom: number): number => {
    const id = FIRST_MEMBERSHIP + STEP * created;
    const time = isoSecond(second);
    const members = {
      url: `https://${subdomain}.zendesk.com/api/v2/organization_memberships/${id}.json`,
      id,
      user_id: user,
      organization_id: organization,
      default: isDefault,
      created_at: time,
      organization_name: organizationName(organization),
      updated_at: time,
      view_tickets: created % 5 === 0,
    };
    created += 1;
    history.put(new ListRow(id, members), visibleFrom);
    current.set(id, members);
    return id;
  };
  const remove = (id: number, visibleFrom: number): void => {
    history.remove(id, visibleFrom);
    current.delete(id);
  };
  const removeAll = (second: number, isGone: (membership: OrganizationMembership) => boolean): void => {
    for (const membership of [...current.values()].filter(isGone)) remove(membership.id, endOf(second));
  };

  const followUser = ({ id, organization, state }: UserFacts, second: number): void => {
    const isMember = organization !== null && state !== 'deleted';
    if (isMember && !own.has(id)) own.set(id, put(id, organization, true, second, endOf(second)));
    if (isMember || !own.delete(id)) return;
    removeAll(second, ({ user_id: user, default: isOwn }) => user === id && (isOwn || state === 'deleted'));
  };
  const followOrganization = ({ id, deletedAt }: OrganizationFacts, second: number): void => {
    if (deletedAt !== null) removeAll(second, ({ organization_id: organization }) => organization === id);
  };
  /** Reads the changes of users and organizations since the last call, in the order of their times. */
  const follow = (): void => {
    const [users, organizations] = [logs.users(), logs.organizations()];
    const changes = [
      ...users.slice(usersRead).map((facts) => timed(facts, followUser)),
      ...organizations.slice(organizationsRead).map((facts) => timed(facts, followOrganization)),
    ];
    for (const { apply } of changes.sort((one, other) => one.second - other.second)) apply();
    [usersRead, organizationsRead] = [users.length, organizations.length];
  };

  return {
    at: (nowMs) => {
      follow();
      return history.at(nowMs);
    },
    add: (user, organization, change: Change = {}) => {
      follow();
      const second = secondOf(change, clock);
      return put(user, organization, false, second, change.visibleFrom ?? second * 1000);
    },
    remove: (id, change: Change = {}) => {
      follow();
      if (!current.has(id)) throw new RangeError(`there is no membership ${id}`);
      remove(id, change.visibleFrom ?? secondOf(change, clock) * 1000);
    },
  };
}

/** Returns the change to a version of a user or an organization, with its time in epoch seconds. */
function timed<Facts extends RecordFacts>(
  facts: Facts,
  follow: (facts: Facts, second: number) => void,
): { readonly second: number; readonly apply: () => void } {
  const second = facts.revision === 0 ? facts.createdAt : facts.updatedAt;
  return { second, apply: () => follow(facts, second) };
}
