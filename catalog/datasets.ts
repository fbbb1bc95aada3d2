import type { Column } from './column.ts';
import { SIDELOADS } from './sideloads.ts';
import { TICKET_COLUMNS } from './tickets.ts';

/** A resource as the catalog knows it. Tables, views and documents are generated from it. */
export type Dataset = {
  /** The resource: folder of its objects, and name of the view with every version. */
  readonly name: string;
  /** One record, for texts: "every ticket". */
  readonly noun: string;
  /** On a page: the member that holds the records. */
  readonly itemKey: string;
  readonly columns: readonly Column[];
  /** The column that grows with every version of a record. */
  readonly versionKey: string;
  readonly isDeleted: {
    readonly meaning: string;
    /**
     * An SQL condition. NULL means false.
     * @param field - returns the SQL for a column
     */
    readonly condition: (field: (column: string) => string) => string;
  };
  /** Member of the page → columns of its records. */
  readonly sideloads: Readonly<Record<string, readonly Column[]>>;
};

/** One row per resource. */
export const DATASETS = {
  tickets: {
    name: 'tickets',
    noun: 'ticket',
    itemKey: 'tickets',
    columns: TICKET_COLUMNS,
    versionKey: 'generated_timestamp',
    isDeleted: { meaning: 'True if the status is deleted', condition: (field) => `${field('status')} = 'deleted'` },
    sideloads: SIDELOADS,
  },
} as const satisfies Readonly<Record<string, Dataset>>;

export const ALL_DATASETS: readonly Dataset[] = Object.values(DATASETS);
