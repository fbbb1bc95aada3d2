import { createRng } from '../rng.ts';
import { groupId, POPULATION, userId } from '../tickets/people.ts';
import { defaultGroup } from '../users/user.ts';
import { createRecords, type ListContext, type Records, type RecordsOptions } from './records.ts';

/** A group of agents. Recorded members and order (airbytehq/airbyte, source-zendesk-support, `expected_records.jsonl`). */
type Group = {
  readonly url: string;
  readonly id: number;
  readonly is_public: boolean;
  readonly name: string;
  readonly description: string;
  readonly default: boolean;
  readonly deleted: boolean;
  readonly created_at: string;
  readonly updated_at: string;
};

/** A member of a group. `updated_at` can be missing (singer-io/tap-zendesk#18). */
type GroupMembership = {
  readonly url: string;
  readonly id: number;
  readonly user_id: number;
  readonly group_id: number;
  readonly default: boolean;
  readonly created_at: string;
  readonly updated_at?: string;
};

/** Groups that no ticket refers to. The first one was deleted before the account's first ticket. */
const OTHER_GROUPS = ['Onboarding 2018', 'Équipe Lyon', '営業部'];

/** Creates the groups. Deleted ones stay with `deleted: true`, and lose their members. */
export function createGroups(
  context: ListContext,
  { cascade }: Required<Pick<RecordsOptions<Group>, 'cascade'>>,
): Records<Group> {
  return createRecords(context, {
    path: 'groups',
    sourceType: 'group',
    initial: POPULATION.groups + OTHER_GROUPS.length,
    referenced: POPULATION.groups,
    idOf: groupId,
    build: ({ index, id, url, created_at, updated_at }) => ({
      url,
      id,
      is_public: index % 4 !== 3,
      name: OTHER_GROUPS[index - POPULATION.groups] ?? `Support ${index + 1}`,
      description: index % 2 === 0 ? '' : 'Second level\nMon–Fri',
      default: index === 0,
      deleted: index === POPULATION.groups,
      created_at,
      updated_at,
    }),
    nameOf: ({ name }) => name,
    flagDeleted: () => ({ deleted: true }),
    cascade,
  });
}

/** Creates the memberships: of each agent the default group and some others. */
export function createGroupMemberships(context: ListContext): Records<GroupMembership> {
  const pairs = Array.from({ length: POPULATION.agents }, (_, index) => listGroups(userId(index), context.seed)).flat();
  return createRecords(context, {
    path: 'group_memberships',
    sourceType: 'group_membership',
    initial: pairs.length,
    idOf: (index) => 38_101_960_000_007 + 64 * index,
    build: ({ index, id, url, created_at, updated_at }) => ({
      url,
      id,
      ...(pairs[index] ?? { user_id: userId(0), group_id: groupId(0), default: false }),
      created_at,
      ...(index % 7 !== 3 && { updated_at }),
    }),
    nameOf: ({ user_id: user, group_id: group }) => `user ${user} in group ${group}`,
  });
}

function listGroups(agent: number, seed: number): Pick<GroupMembership, 'user_id' | 'group_id' | 'default'>[] {
  const rng = createRng(seed, agent, 51);
  const byDefault = defaultGroup({ id: agent }, seed);
  return Array.from({ length: POPULATION.groups + OTHER_GROUPS.length }, (_, index) => ({
    user_id: agent,
    group_id: groupId(index),
    default: groupId(index) === byDefault,
  })).filter((each, index) => each.default || (index !== POPULATION.groups && rng.chance(0.25)));
}
