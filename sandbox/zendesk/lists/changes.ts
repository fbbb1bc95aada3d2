import type { ZendeskAccount } from '../account/account.ts';
import type { Change } from '../account/change.ts';
import type { History } from '../account/history.ts';
import { createRng, type Rng } from '../rng.ts';
import { groupId, organizationId, POPULATION, userId } from '../tickets/people.ts';
import { wholeSecond } from '../time.ts';
import { addOption } from './field-options.ts';
import type { Lists } from './lists.ts';
import type { Records } from './records.ts';
import type { ListRow, Members } from './row.ts';
import { endOf } from './row-history.ts';

/** A change at a known time. */
type TimedChange = Required<Change>;

/** Makes one random change. */
type RandomChange = (rng: Rng, change: TimedChange) => void;

/** Seconds between two changes in a history. */
const HISTORY_INTERVAL = 86_400;

/**
 * Changes the lists over a time span, about once a day. Records to which tickets and users refer are not deleted. Call it
 * after `fillPeople`, and before other changes of the lists.
 */
export function fillLists(account: ZendeskAccount, history: Omit<History, 'tickets' | 'pinned'>): void {
  const { nowMs, endsBefore = 600, spanSeconds = 400 * 86_400, seed = 1 } = history;
  const end = wholeSecond(nowMs) - endsBefore;
  for (let second = end - spanSeconds; second <= end; second += HISTORY_INTERVAL) {
    changeLists(account, createRng(seed, 58, second), { second });
  }
}

/** Changes one list at random. Records to which tickets and users refer are not deleted. */
export function changeLists(account: ZendeskAccount, rng: Rng, { second }: { readonly second: number }): void {
  rng.pick(listChanges(account))(rng, { second, visibleFrom: endOf(second) });
}

const rename = (title: string): { title: string; raw_title: string } => ({ title, raw_title: title });

const listChanges = (account: ZendeskAccount): RandomChange[] => {
  const { lists } = account;
  const editMacros = edit(lists.macros, rename);
  return [
    editMacros,
    editMacros,
    edit(lists.groups, (name) => ({ name })),
    edit(lists.brands, (name) => ({ name })),
    edit(lists.ticket_fields, rename),
    edit(lists.ticket_forms, (name) => ({ name, raw_name: name })),
    edit(lists.custom_statuses, (label) => ({ agent_label: label, raw_agent_label: label })),
    edit(lists.user_fields, rename),
    edit(lists.organization_fields, rename),
    edit(lists.triggers, rename),
    edit(lists.automations, rename),
    edit(lists.views, rename),
    edit(lists.sla_policies, (title) => ({ title })),
    edit(lists.schedules, (name) => ({ name })),
    edit(lists.holidays, (name) => ({ name })),
    edit(lists.custom_roles, (name) => ({ name })),
    (rng, change) => extendField(lists, rng, change),
    (rng, change) => changeGroupMembers(lists, rng, change),
    (rng, change) => changeOrganizationMembers(account, rng, change),
  ];
};

/** Creates, deletes or renames one record. */
function edit<M extends Members & { readonly id: number }>(
  records: Records<M>,
  rename: (name: string) => Partial<M>,
): RandomChange {
  return (rng, change) => {
    const kept = rowsAt(records, change).filter(({ members }) => !isDeleted(members));
    const deletable = kept.filter(({ members }) => !records.isReferenced(members.id));
    const name = `${rng.pick(['Neu', 'Umbenannt', 'Final (2)', '改訂'])} ${rng.int(1, 99_999)}`;
    const kind = rng.next();
    if (kind < 0.3 || kept.length === 0) records.create(rename(name), change);
    else if (kind < 0.55 && deletable.length > 0) records.remove(rng.pick(deletable).members.id, change);
    else records.update(rng.pick(kept).members.id, rename(name), change);
  };
}

const rowsAt = <M extends Members>(
  list: { at(nowMs: number): ListRow<M>[] },
  { visibleFrom }: TimedChange,
): ListRow<M>[] => list.at(visibleFrom);

const isDeleted = (members: Members): boolean =>
  members['deleted'] === true || members['is_deleted'] === true || typeof members['deleted_at'] === 'string';

/** Adds an option to a ticket field. */
function extendField({ ticket_fields: fields }: Lists, rng: Rng, change: TimedChange): void {
  const withOptions = rowsAt(fields, change).filter(({ members }) => members.custom_field_options);
  const number = rng.int(1, 99_999);
  addOption(fields, rng.pick(withOptions).members.id, { name: `Neu ${number}`, value: `neu_${number}` }, change);
}

/** Adds an agent to a group, or removes one from a group that is not the default. */
function changeGroupMembers({ groups, group_memberships: memberships }: Lists, rng: Rng, change: TimedChange): void {
  const current = rowsAt(memberships, change).map(({ members }) => members);
  const removable = current.filter((membership) => !membership.default);
  const [user, group] = [userId(rng.int(0, POPULATION.agents - 1)), groupId(rng.int(0, POPULATION.groups - 1))];
  const isMember = current.some(({ user_id, group_id }) => user_id === user && group_id === group);
  if (isMember && removable.length > 0) memberships.remove(rng.pick(removable).id, change);
  else if (!isMember && !groups.current(group).members.deleted) {
    memberships.create({ user_id: user, group_id: group }, change);
  }
}

/** Adds a user to an additional organization, or removes one. */
function changeOrganizationMembers(account: ZendeskAccount, rng: Rng, change: TimedChange): void {
  const { organization_memberships: memberships } = account.lists;
  const additional = rowsAt(memberships, change).filter(({ members }) => !members.default);
  if (rng.chance(0.4) && additional.length > 0) {
    memberships.remove(rng.pick(additional).members.id, change);
    return;
  }
  const user = account.users.current(userId(rng.int(POPULATION.agents, POPULATION.users - 1))).facts;
  const organization = account.organizations.current(organizationId(rng.int(0, POPULATION.organizations - 1))).facts;
  const isPossible =
    user.state !== 'deleted' && organization.deletedAt === null && user.organization !== organization.id;
  if (isPossible) memberships.add(user.id, organization.id, change);
}
