import { ARTICLE_COLUMNS } from './columns/articles.ts';
import { CALL_COLUMNS } from './columns/calls.ts';
import { GROUP_COLUMNS } from './columns/groups.ts';
import { LEG_COLUMNS } from './columns/legs.ts';
import { METRIC_SET_COLUMNS } from './columns/metric-sets.ts';
import { ORGANIZATION_COLUMNS } from './columns/organizations.ts';
import { SHARING_AGREEMENT_COLUMNS } from './columns/sharing-agreements.ts';
import { TICKET_EVENT_COLUMNS } from './columns/ticket-events.ts';
import { TICKET_FORM_COLUMNS } from './columns/ticket-forms.ts';
import { TICKET_METRIC_EVENT_COLUMNS } from './columns/ticket-metric-events.ts';
import { TICKET_COLUMNS } from './columns/tickets.ts';
import { ABILITY_COLUMNS, IDENTITY_COLUMNS, ROLE_COLUMNS, USER_COLUMNS } from './columns/users.ts';
import type { Dataset, IncrementalDataset } from './dataset.ts';
import { LISTS } from './lists.ts';

const GROUPS = { columns: GROUP_COLUMNS, key: 'id' };
const ORGANIZATIONS = { columns: ORGANIZATION_COLUMNS, key: 'id' };
const USERS = { columns: USER_COLUMNS, key: 'id' };

/** One row per incremental export, by its name. */
export const DATASETS = {
  tickets: {
    kind: 'incremental',
    name: 'tickets',
    noun: 'ticket',
    purpose: 'Support tickets: the request, its requester and assignee, and its status.',
    itemKey: 'tickets',
    columns: TICKET_COLUMNS,
    key: 'id',
    versionKey: 'generated_timestamp',
    isEvent: false,
    deletion: { column: 'status', value: 'deleted' },
    sideloads: {
      users: USERS,
      groups: GROUPS,
      organizations: ORGANIZATIONS,
      metric_sets: { columns: METRIC_SET_COLUMNS, key: 'id' },
      sharing_agreements: { columns: SHARING_AGREEMENT_COLUMNS, key: 'id' },
      ticket_forms: { columns: TICKET_FORM_COLUMNS, key: 'id' },
    },
  },
  users: {
    kind: 'incremental',
    name: 'users',
    noun: 'user',
    purpose: 'Customers and agents, deleted ones included: names, contact data, roles and custom fields.',
    itemKey: 'users',
    ...USERS,
    versionKey: 'updated_at',
    isEvent: false,
    deletion: { column: 'active', value: 'false' },
    sideloads: {
      identities: { columns: IDENTITY_COLUMNS, key: 'id' },
      organizations: ORGANIZATIONS,
      groups: GROUPS,
      roles: { columns: ROLE_COLUMNS, key: 'id' },
      abilities: { columns: ABILITY_COLUMNS, key: 'user_id' },
    },
  },
  organizations: {
    kind: 'incremental',
    name: 'organizations',
    noun: 'organization',
    purpose: "The customers' companies. No other endpoint of Zendesk shows that one was deleted.",
    itemKey: 'organizations',
    ...ORGANIZATIONS,
    versionKey: 'updated_at',
    isEvent: false,
    deletion: { column: 'deleted_at' },
    sideloads: {},
  },
  ticket_events: {
    kind: 'incremental',
    name: 'ticket_events',
    noun: 'ticket event',
    purpose:
      'Changes of tickets: their fields, their author and time, and comments. They are the history of each ticket.',
    itemKey: 'ticket_events',
    columns: TICKET_EVENT_COLUMNS,
    key: 'id',
    versionKey: 'timestamp',
    isEvent: true,
    sideloads: {},
  },
  ticket_metric_events: {
    kind: 'incremental',
    name: 'ticket_metric_events',
    noun: 'ticket metric event',
    purpose: 'Start, pause and end of the clocks for reply, resolution and wait times, with SLA targets and breaches.',
    itemKey: 'ticket_metric_events',
    columns: TICKET_METRIC_EVENT_COLUMNS,
    key: 'id',
    versionKey: 'time',
    isEvent: true,
    deletion: { column: 'deleted', value: 'true' },
    sideloads: {},
  },
  calls: {
    kind: 'incremental',
    name: 'calls',
    noun: 'call',
    purpose: 'Phone calls of Zendesk Talk: times, waiting, recording, cost and the ticket they belong to.',
    itemKey: 'calls',
    columns: CALL_COLUMNS,
    key: 'id',
    versionKey: 'updated_at',
    isEvent: false,
    sideloads: {},
  },
  legs: {
    kind: 'incremental',
    name: 'legs',
    noun: 'leg',
    purpose: 'The parts of a call: participant, duration and transfers. Join them with calls by `call_id`.',
    itemKey: 'legs',
    columns: LEG_COLUMNS,
    key: 'id',
    versionKey: 'updated_at',
    isEvent: false,
    sideloads: {},
  },
  articles: {
    kind: 'incremental',
    name: 'articles',
    noun: 'article',
    purpose: 'Articles of the help center with their text, votes and labels.',
    itemKey: 'articles',
    columns: ARTICLE_COLUMNS,
    key: 'id',
    versionKey: 'updated_at',
    isEvent: false,
    sideloads: {},
  },
} as const satisfies Readonly<Record<string, IncrementalDataset>>;

export const INCREMENTAL_DATASETS: readonly IncrementalDataset[] = Object.values(DATASETS);

export const ALL_DATASETS: readonly Dataset[] = [...INCREMENTAL_DATASETS, ...LISTS];

/**
 * Returns the datasets of some resources, each once, in the order of {@link ALL_DATASETS}.
 *
 * @throws RangeError if a resource has no dataset
 */
export function datasetsOf(resources: readonly string[]): readonly Dataset[] {
  const unknown = resources.find((name) => !ALL_DATASETS.some((dataset) => dataset.name === name));
  if (unknown !== undefined) throw new RangeError(`the catalog has no dataset for the resource ${unknown}`);
  return ALL_DATASETS.filter(({ name }) => resources.includes(name));
}
