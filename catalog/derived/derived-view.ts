import type { Dataset } from '../dataset.ts';
import type { Dialect, View } from '../dialect.ts';
import type { Layout } from '../layout.ts';

/** A view that is computed from the records of other views, in the SQL of any engine. It exists if all its sources do. */
export type DerivedView = Omit<View, 'sql' | 'isExplainedElsewhere'> & {
  /** The resources whose records it shows. */
  readonly sources: readonly Dataset[];
  readonly sql: (dialect: Dialect, layout: Layout) => string;
};

/** True if some datasets have all records that a view shows. */
export const isDerivedFrom = ({ sources }: DerivedView, datasets: readonly Dataset[]): boolean =>
  sources.every((source) => datasets.some(({ name }) => name === source.name));

/** A condition that two tables have the same values in some columns. Ids repeat between accounts: name `subdomain` too. */
export const sameIn = ({ quoted }: Dialect, left: string, right: string, names: readonly string[]): string =>
  names.map((name) => `${left}.${quoted(name)} = ${right}.${quoted(name)}`).join(' AND ');

/** A list of columns, of a table if it has an alias. */
export const columnsOf = ({ quoted }: Dialect, names: readonly string[], alias?: string): string =>
  names.map((name) => (alias === undefined ? quoted(name) : `${alias}.${quoted(name)}`)).join(', ');
