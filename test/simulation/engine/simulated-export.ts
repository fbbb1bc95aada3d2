import { type LakeResource, LAKE_RESOURCES } from '#sandbox/lake/resources.ts';
import { type Access, ACCESS } from '#sandbox/zendesk/access.ts';
import { createRecordTable, type RecordTable } from '#sandbox/zendesk/index.ts';
import type { CompanionName, Setup } from '../scenario.ts';

/** An export of the simulated account, as the invariants see it. */
export type SimulatedExport = LakeResource & {
  readonly kind: 'incremental';
  /** The key of its cursor item: `acme/users`. */
  readonly id: string;
  /** Path of its time-based endpoint. */
  readonly path: string;
  /** The paths of its requests. */
  readonly endpoints: readonly string[];
  readonly hasCursorEndpoint: boolean;
  readonly access: Access;
  /** The sideloads that every request must have. */
  readonly include: (setup: Setup) => readonly string[];
  /** True if every request must have the scenario's `support_type_scope`. */
  readonly hasScope: boolean;
};

const endpointsAt = (path: string) => ({ kind: 'incremental' as const, path, endpoints: [path, `${path}/cursor`] });

export const TICKETS: SimulatedExport = {
  ...LAKE_RESOURCES.tickets,
  id: 'acme/tickets',
  access: ACCESS.tickets,
  ...endpointsAt('/api/v2/incremental/tickets'),
  hasCursorEndpoint: true,
  include: ({ include }) => include,
  hasScope: true,
};

/** Exports that are drained together with the tickets of the same account. They differ in all that the function looks at. */
const COMPANIONS: Readonly<Record<CompanionName, SimulatedExport>> = {
  users: {
    ...LAKE_RESOURCES.users,
    id: 'acme/users',
    access: ACCESS.users,
    ...endpointsAt('/api/v2/incremental/users'),
    hasCursorEndpoint: true,
    include: () => [],
    hasScope: false,
  },
  organizations: {
    ...LAKE_RESOURCES.organizations,
    id: 'acme/organizations',
    access: ACCESS.organizations,
    ...endpointsAt('/api/v2/incremental/organizations'),
    hasCursorEndpoint: false,
    include: () => [],
    hasScope: false,
  },
  ticket_events: {
    ...LAKE_RESOURCES.ticket_events,
    id: 'acme/ticket_events',
    access: ACCESS.ticketEvents,
    ...endpointsAt('/api/v2/incremental/ticket_events'),
    hasCursorEndpoint: false,
    include: () => ['comment_events'],
    hasScope: true,
  },
};

/** The exports of a scenario: its tickets, then their companions. */
export const exportsOf = ({ companions = [] }: Setup): readonly SimulatedExport[] => [
  TICKETS,
  ...companions.map((name) => COMPANIONS[name]),
];

/** A record's timestamp in epoch seconds. */
export function secondOf(record: string, { timestamp }: SimulatedExport): number {
  const fields: Readonly<Record<string, unknown>> = JSON.parse(record);
  const value = fields[timestamp.field];
  return timestamp.format === 'iso' ? Date.parse(String(value)) / 1000 : Number(value);
}

/** True if a dataset of the lake has the export's records or one of their sideloads. */
export const isDatasetOf = (dataset: string, { name }: { readonly name: string }): boolean =>
  dataset === name || dataset.startsWith(`${name}_`);

/** A companion export and its records. Their ids are 1 to `count`. */
export type Companion = { readonly of: SimulatedExport; readonly table: RecordTable; count: number; versions: number };

export function createCompanion(of: SimulatedExport): Companion {
  const { path, name: itemKey, hasCursorEndpoint, timestamp } = of;
  const table = createRecordTable({
    path: path.replace('/api/v2/', ''),
    itemKey,
    members: ['items', 'count', 'end_of_stream', 'next_page', 'end_time'],
    hasCursorEndpoint,
    timestamp,
    access: of.access,
  });
  return { of, table, count: 0, versions: 0 };
}
