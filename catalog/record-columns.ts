import type { Column } from './column.ts';
import { type Dataset, type Deletion, isIncremental } from './dataset.ts';

export const SUBDOMAIN: Column = {
  name: 'subdomain',
  type: 'text',
  meaning: 'The Zendesk account: acme of acme.zendesk.com',
};

export const LANDED_IN: Column = {
  name: 'landed_in',
  type: 'text',
  meaning: 'The object that holds this record',
};

export const LANDED: readonly Column[] = [
  { name: 'landed_at', type: 'instant', meaning: 'When the object that holds this record was written' },
  LANDED_IN,
];

const SNAPSHOT_AT: Column = { name: 'snapshot_at', type: 'instant', meaning: 'When the snapshot began' };

/** The columns of the views with a dataset's records, the same in every engine. */
export const recordColumns = (dataset: Dataset): readonly Column[] => [
  SUBDOMAIN,
  ...(isIncremental(dataset) || dataset.parent === undefined ? [] : [dataset.parent]),
  ...dataset.columns,
  ...(dataset.deletion === undefined ? [] : [isDeletedColumn(dataset.deletion)]),
  ...(isIncremental(dataset) || dataset.isWindowed ? [] : [SNAPSHOT_AT]),
  ...LANDED,
];

const isDeletedColumn = ({ column, value = 'set' }: Deletion): Column => ({
  name: 'is_deleted',
  type: 'boolean',
  meaning: `True if ${column} is ${value}`,
});
