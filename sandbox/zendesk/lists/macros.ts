import { CUSTOM_FIELDS, FIELD_OPTIONS } from '../tickets/custom-fields.ts';
import { groupId, POPULATION, userId } from '../tickets/people.ts';
import { createRecords, type ListContext, type Records } from './records.ts';

/** The group or the user to whom a macro or a view is restricted. */
export type Restriction =
  | { readonly type: 'Group'; readonly id: number; readonly ids: readonly number[] }
  | { readonly type: 'User'; readonly id: number };

/** A macro. Recorded members and order (airbytehq/airbyte, source-zendesk-support, `expected_records.jsonl`). */
type Macro = {
  readonly url: string;
  readonly id: number;
  readonly title: string;
  readonly active: boolean;
  readonly updated_at: string;
  readonly created_at: string;
  readonly default: boolean;
  readonly position: number;
  readonly description: string | null;
  readonly actions: readonly { readonly field: string; readonly value: unknown }[];
  readonly restriction: Restriction | null;
  readonly raw_title: string;
};

const TITLES = ['Take it!', 'Downgrade & inform', 'Customer not responding', 'Erstattung::Ablehnen', '返金::承認'];

/** Creates the macros: more than a page. Some are personal. */
export function createMacros(context: ListContext): Records<Macro> {
  return createRecords(context, {
    path: 'macros',
    sourceType: 'macro',
    initial: 130,
    idOf: (index) => 38_101_940_000_025 + 64 * index,
    build: ({ index, id, url, created_at, updated_at }) => {
      const title = `${TITLES[index % TITLES.length]}${index < TITLES.length ? '' : ` ${index + 1}`}`;
      return {
        url,
        id,
        title,
        active: index % 9 !== 8,
        updated_at,
        created_at,
        default: false,
        position: 9999,
        description: index % 3 === 0 ? null : 'Only for “gold”\nsee C:\\macros',
        actions: [
          { field: 'status', value: 'pending' },
          { field: `custom_fields_${CUSTOM_FIELDS[1]?.id}`, value: FIELD_OPTIONS[index % FIELD_OPTIONS.length]?.value },
          { field: 'comment_value', value: ['channel:all', 'Hello {{ticket.requester.first_name}},\n\nthank you.'] },
        ],
        restriction: restrict(index),
        raw_title: title,
      };
    },
    nameOf: ({ title }) => title,
  });
}

function restrict(index: number): Restriction | null {
  if (index % 10 === 7) return { type: 'User', id: userId(index % POPULATION.agents) };
  const group = groupId(index % POPULATION.groups);
  return index % 10 === 5 ? { type: 'Group', id: group, ids: [group] } : null;
}
