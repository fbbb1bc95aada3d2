import { groupId, POPULATION } from '../tickets/people.ts';
import { PRIORITY_TRIGGER } from '../tickets/references.ts';
import type { Restriction } from './macros.ts';
import { createRecords, type ListContext, type Records } from './records.ts';

type Conditions = {
  readonly all: readonly { readonly field: string; readonly operator: string; readonly value: unknown }[];
  readonly any: readonly object[];
};

/** An automation. Recorded members and order (airbytehq/airbyte, source-zendesk-support, `expected_records.jsonl`). */
type Automation = {
  readonly url: string;
  readonly id: number;
  readonly title: string;
  readonly active: boolean;
  readonly updated_at: string;
  readonly created_at: string;
  readonly default: boolean;
  readonly actions: readonly { readonly field: string; readonly value: unknown }[];
  readonly conditions: Conditions;
  readonly position: number;
  readonly raw_title: string;
};

/** A trigger. Recorded members and order (same file). */
type Trigger = Omit<Automation, 'position' | 'raw_title'> & {
  readonly description: string | null;
  readonly position: number;
  readonly raw_title: string;
  readonly category_id: string;
};

/** A view. The members are those of the reference. */
type View = Omit<Automation, 'actions' | 'conditions'> & {
  readonly description: string | null;
  readonly execution: Readonly<Record<string, unknown>>;
  readonly conditions: Conditions;
  readonly restriction: Restriction | null;
};

const TRIGGERS = [
  'Set priority',
  'Notify requester & CCs',
  'Notify assignee',
  'Anhänge über 20 MB',
  '営業時間外の自動応答',
];
const AUTOMATIONS = ['Close ticket 4 days after status is set to solved', 'Erinnerung nach 24 h'];

/** Creates the triggers. The ids of an old account's first rules are short. */
export function createTriggers(context: ListContext): Records<Trigger> {
  return createRecords(context, {
    path: 'triggers',
    sourceType: 'trigger',
    initial: 24,
    referenced: 1,
    idOf: (index) => (index === 0 ? PRIORITY_TRIGGER : 38_101_930_000_017 + 64 * index),
    build: ({ index, id, url, created_at, updated_at }) => {
      const title = TRIGGERS[index] ?? `Trigger ${index + 1}`;
      return {
        url,
        id,
        title,
        active: index % 8 !== 7,
        updated_at,
        created_at,
        default: false,
        actions: [{ field: 'priority', value: 'high' }],
        conditions: { all: [{ field: 'update_type', operator: 'is', value: 'Create' }], any: [] },
        description: index % 2 === 0 ? null : 'Runs on creation',
        position: index,
        raw_title: title,
        category_id: '1276235',
      };
    },
    nameOf: ({ title }) => title,
  });
}

export function createAutomations(context: ListContext): Records<Automation> {
  return createRecords(context, {
    path: 'automations',
    sourceType: 'automation',
    initial: 6,
    idOf: (index) => 38_101_935_000_017 + 64 * index,
    build: ({ index, id, url, created_at, updated_at }) => {
      const title = AUTOMATIONS[index] ?? `Automation ${index + 1}`;
      return {
        url,
        id,
        title,
        active: index !== 3,
        updated_at,
        created_at,
        default: index === 0,
        actions: [{ field: 'status', value: 'closed' }],
        conditions: { all: [{ field: 'SOLVED', operator: 'greater_than', value: String(24 * (index + 1)) }], any: [] },
        position: index,
        raw_title: title,
      };
    },
    nameOf: ({ title }) => title,
  });
}

export function createViews(context: ListContext): Records<View> {
  return createRecords(context, {
    path: 'views',
    sourceType: 'view',
    initial: 14,
    idOf: (index) => 38_101_945_000_031 + 64 * index,
    build: ({ index, id, url, created_at, updated_at }) => {
      const title = index === 0 ? 'Your unsolved tickets' : `${index % 2 === 0 ? 'Offen' : 'Neu'}::Queue ${index}`;
      const group = groupId(index % POPULATION.groups);
      return {
        url,
        id,
        title,
        active: index % 6 !== 5,
        updated_at,
        created_at,
        default: false,
        position: 10_000 + index,
        description: null,
        execution: { group_by: 'status', group_order: 'asc', sort_by: 'nice_id', sort_order: 'desc', columns: [] },
        conditions: { all: [{ field: 'group_id', operator: 'is', value: String(group) }], any: [] },
        restriction: index % 4 === 3 ? { type: 'Group', id: group, ids: [group] } : null,
        raw_title: title,
      };
    },
    nameOf: ({ title }) => title,
  });
}
