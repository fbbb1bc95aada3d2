import { CUSTOM_STATUSES, customStatusId } from '../tickets/references.ts';
import { createRecords, type ListContext, type Records } from './records.ts';

/** A custom status. Members and order as in records of 2024 (airbytehq/airbyte), `raw_*` as recorded in 2026 (useairfoil/typescript-sdk). */
export type CustomStatus = {
  readonly url: string;
  readonly id: number;
  readonly status_category: string;
  readonly agent_label: string;
  readonly raw_agent_label: string;
  readonly end_user_label: string;
  readonly raw_end_user_label: string;
  readonly description: string;
  readonly raw_description: string;
  readonly end_user_description: string;
  readonly raw_end_user_description: string;
  readonly active: boolean;
  readonly default: boolean;
  readonly created_at: string;
  readonly updated_at: string;
};

const STATUSES = [
  ['new', 'New', 'Open'],
  ['open', 'Open', 'Open'],
  ['open', 'In Progress', 'In Progress'],
  ['pending', 'Pending', 'Awaiting your reply'],
  ['hold', 'On-hold', 'Open'],
  ['solved', 'Solved', 'Solved'],
  ['hold', 'Waiting for carrier 📦', 'Open'],
  ['pending', 'Rückfrage', 'Awaiting your reply'],
] as const;

/** Creates the statuses. No ticket has the last two. A deleted status disappears, and leaves its id in old tickets. */
export function createCustomStatuses(context: ListContext): Records<CustomStatus> {
  return createRecords(context, {
    path: 'custom_statuses',
    sourceType: 'custom_status',
    initial: STATUSES.length,
    referenced: CUSTOM_STATUSES,
    idOf: customStatusId,
    build: ({ index, id, url, created_at, updated_at }) => {
      const [category, label, endUserLabel] = STATUSES[index] ?? ['open', `Status ${index + 1}`, 'Open'];
      const description = `Tickets that are ${label.toLowerCase()}`;
      return {
        url,
        id,
        status_category: category,
        agent_label: label,
        raw_agent_label: label,
        end_user_label: endUserLabel,
        raw_end_user_label: endUserLabel,
        description,
        raw_description: description,
        end_user_description: 'We are working on a response for you',
        raw_end_user_description: 'We are working on a response for you',
        active: index !== 4,
        default: index < CUSTOM_STATUSES && index !== 2,
        created_at,
        updated_at,
      };
    },
    nameOf: ({ agent_label: label }) => label,
  });
}
