import type { Column } from './column.ts';
import { SIDELOADS } from './sideloads.ts';
import { TICKET_COLUMNS } from './tickets.ts';

/** What the catalog has to know of a resource: tables, views and documents are all written from this. */
export type Dataset = {
  /** The resource. Folder of its objects, and name of the view with every version. */
  readonly name: string;
  /** One record, in texts: "every ticket". */
  readonly noun: string;
  /** On a page: the member that holds the records. */
  readonly itemKey: string;
  readonly columns: readonly Column[];
  /** The column that grows with every version of a record. */
  readonly versionKey: string;
  readonly isDeleted: {
    readonly meaning: string;
    /**
     * An SQL condition, null for false.
     * @param field - the SQL by which an engine reads a column
     */
    readonly condition: (field: (column: string) => string) => string;
  };
  /** Member of the page → columns of its records. */
  readonly sideloads: Readonly<Record<string, readonly Column[]>>;
};

/** A row per resource. */
export const DATASETS = {
  tickets: {
    name: 'tickets',
    noun: 'ticket',
    itemKey: 'tickets',
    columns: TICKET_COLUMNS,
    versionKey: 'generated_timestamp',
    isDeleted: { meaning: 'Whether its status is deleted', condition: (field) => `${field('status')} = 'deleted'` },
    sideloads: SIDELOADS,
  },
} as const satisfies Readonly<Record<string, Dataset>>;

export const ALL_DATASETS: readonly Dataset[] = Object.values(DATASETS);
