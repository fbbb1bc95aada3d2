import { createRng, type Rng } from '../rng.ts';
import { organizationId, POPULATION, userId } from '../tickets/people.ts';
import { wholeSecond } from '../time.ts';
import type { ZendeskAccount } from './account.ts';
import type { Change } from './change.ts';
import type { History } from './history.ts';

/** A change at a known time. */
type TimedChange = Change & { readonly second: number };

/** Share of the organizations that a history deletes. */
const DELETED_ORGANIZATIONS = 0.04;
/** Share of the users without tickets that a history deletes. */
const DELETED_USERS = 0.2;

/**
 * Changes users and organizations over a time span: most users have changed since, some were suspended or deleted, some
 * are new. Deleted organizations change their tickets too. Call it after `fillHistory`.
 */
export function fillPeople(account: ZendeskAccount, history: Omit<History, 'tickets' | 'pinned'>): void {
  const { nowMs, endsBefore = 600, spanSeconds = 400 * 86_400, seed = 1 } = history;
  const end = wholeSecond(nowMs) - endsBefore;
  const rng = createRng(seed, 25);
  const anySecond = (from = end - spanSeconds): number => rng.int(from, end);
  const changes: [second: number, apply: (change: TimedChange) => void][] = [];
  const plan = (second: number, apply: (change: TimedChange) => void): void => void changes.push([second, apply]);

  for (let index = 0; index < POPULATION.users; index += 1) {
    const id = userId(index);
    const first = anySecond();
    if (rng.chance(0.7)) plan(first, (change) => account.users.update(id, change));
    if (isWithoutTickets(index) && rng.chance(DELETED_USERS)) {
      plan(anySecond(first), (change) => account.users.delete(id, change));
    } else if (rng.chance(0.02)) plan(anySecond(first), (change) => account.users.suspend(id, change));
  }
  for (let created = 0; created < 60; created += 1) plan(anySecond(), (change) => account.users.create(change));
  for (let created = 0; created < 8; created += 1) plan(anySecond(), (change) => account.organizations.create(change));
  const lastChanges = findLastChanges(account);
  for (let index = 0; index < POPULATION.organizations; index += 1) {
    const id = organizationId(index);
    const first = anySecond();
    if (rng.chance(0.6)) plan(first, (change) => account.organizations.update(id, change));
    if (rng.chance(DELETED_ORGANIZATIONS)) {
      // Its tickets change in the same second, which must not be before their last change.
      const second = anySecond(Math.max(first, lastChanges.get(id) ?? first));
      plan(second, (change) => account.organizations.delete(id, change));
    }
  }
  for (const [second, apply] of changes.sort(([one], [other]) => one - other)) apply({ second });
}

/** Changes one user or organization at random. */
export function changePeople(account: ZendeskAccount, rng: Rng, change: TimedChange): void {
  const { users, organizations } = account;
  const kind = rng.next();
  const index = rng.int(0, users.size - 1);
  const user = userId(index);
  const organization = organizationId(rng.int(0, organizations.size - 1));
  const { state } = users.current(user).facts;
  const isDeleted = organizations.current(organization).facts.deletedAt !== null;

  if (kind < 0.15) users.create(change);
  else if (kind < 0.2) organizations.create(change);
  else if (kind < 0.3 && !isDeleted) organizations.update(organization, change);
  else if (kind < 0.32 && !isDeleted) organizations.delete(organization, change);
  else if (state === 'deleted') users.create(change);
  else if (kind < 0.4 && isWithoutTickets(index)) users.delete(user, change);
  else if (kind < 0.42) users.suspend(user, change);
  else users.update(user, change);
}

const isWithoutTickets = (index: number): boolean => index >= POPULATION.correspondents;

/** Returns the second in which a ticket of each organization last changed. */
function findLastChanges(account: ZendeskAccount): Map<number | null, number> {
  const last = new Map<number | null, number>();
  for (const { references, second } of account.inTimeOrder()) last.set(references.organization, second);
  return last;
}
