import { createRecordTable, type RecordTable } from '#sandbox/zendesk/index.ts';
import type { LakeLayout } from '#sandbox/lake/layout.ts';
import { recordTexts } from '#sandbox/lake/records.ts';
import type { CompanionName, Setup } from '../scenario.ts';

/** An export of the simulated account, as the invariants see it. */
export type SimulatedExport = {
  /** The resource's name, and the member of a page that holds its records. */
  readonly name: string;
  /** The key of its cursor item: `acme/users`. */
  readonly id: string;
  /** Path of its time-based endpoint. */
  readonly path: string;
  readonly hasCursorEndpoint: boolean;
  readonly timestamp: { readonly field: string; readonly format: 'epoch' | 'iso' };
  /** The sideloads that every request must have. */
  readonly include: (setup: Setup) => readonly string[];
  /** True if every request must have the scenario's `support_type_scope`. */
  readonly hasScope: boolean;
};

export const TICKETS: SimulatedExport = {
  name: 'tickets',
  id: 'acme/tickets',
  path: '/api/v2/incremental/tickets',
  hasCursorEndpoint: true,
  timestamp: { field: 'generated_timestamp', format: 'epoch' },
  include: ({ include }) => include,
  hasScope: true,
};

/** Exports that are drained beside the tickets of the same account. They differ in all that the function looks at. */
const COMPANIONS: Readonly<Record<CompanionName, SimulatedExport>> = {
  users: {
    name: 'users',
    id: 'acme/users',
    path: '/api/v2/incremental/users',
    hasCursorEndpoint: true,
    timestamp: { field: 'updated_at', format: 'iso' },
    include: () => [],
    hasScope: false,
  },
  organizations: {
    name: 'organizations',
    id: 'acme/organizations',
    path: '/api/v2/incremental/organizations',
    hasCursorEndpoint: false,
    timestamp: { field: 'updated_at', format: 'iso' },
    include: () => [],
    hasScope: false,
  },
  ticket_events: {
    name: 'ticket_events',
    id: 'acme/ticket_events',
    path: '/api/v2/incremental/ticket_events',
    hasCursorEndpoint: false,
    timestamp: { field: 'timestamp', format: 'epoch' },
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

/** The exact texts of the records in an object of the export's dataset. */
export const recordsIn = (text: string, { name }: SimulatedExport, layout: Pick<LakeLayout, 'name'>): string[] =>
  layout.name === 'page' ? recordTexts(text, name) : text.split('\n').slice(0, -1);

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
  });
  return { of, table, count: 0, versions: 0 };
}
