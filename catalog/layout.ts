import type { Column } from './column.ts';
import { SIDELOADS } from './sideloads.ts';
import { TICKET_COLUMNS } from './tickets.ts';

/** How records lie in landed objects: whole pages, one a line, or single records, one a line. */
export type Layout = 'page' | 'ndjson';

export const LAYOUTS: readonly Layout[] = ['page', 'ndjson'];

/** A column of a landed object's line: a field of its record, or on a page all records of one kind. */
export type RawColumn = Column | { readonly name: string; readonly records: readonly Column[] };

/** A table over landed objects as they are: a row per line. */
export type RawTable = {
  readonly name: string;
  /** The part of the objects' keys between the prefix and `subdomain=`. */
  readonly dataset: string;
  readonly columns: readonly RawColumn[];
};

/** Records of one kind, and where the raw tables of a layout have them. */
export type RecordSet = {
  /** What the records are called where they are queried. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly from: RawTable;
  /** On a page: the column that holds them. */
  readonly member?: string;
};

const DATASET = 'tickets';

const sideloadSets = Object.entries(SIDELOADS).map(([member, columns]) => ({
  name: `${DATASET}_${member}`,
  member,
  columns,
}));

const PAGES: RawTable = {
  name: `${DATASET}_raw`,
  dataset: DATASET,
  columns: [
    { name: DATASET, records: TICKET_COLUMNS },
    ...sideloadSets.map(({ member, columns }) => ({ name: member, records: columns })),
  ],
};

const linesOf = (name: string, columns: readonly Column[]): RecordSet => ({
  name,
  columns,
  from: { name: `${name}_raw`, dataset: name, columns },
});

/** The tickets of a layout. */
export const ticketsIn = (layout: Layout): RecordSet =>
  layout === 'page'
    ? { name: DATASET, columns: TICKET_COLUMNS, from: PAGES, member: DATASET }
    : linesOf(DATASET, TICKET_COLUMNS);

/** The sideloads of a layout. */
export const sideloadsIn = (layout: Layout): readonly RecordSet[] =>
  layout === 'page'
    ? sideloadSets.map((set) => ({ ...set, from: PAGES }))
    : sideloadSets.map(({ name, columns }) => linesOf(name, columns));

/** The tables over landed objects that a layout needs. */
export const rawTablesIn = (layout: Layout): readonly RawTable[] => [
  ...new Set([ticketsIn(layout), ...sideloadsIn(layout)].map(({ from }) => from)),
];
