import type { Column } from './column.ts';
import type { Deletion } from './dataset.ts';
import type { Copies, Dialect, View } from './dialect.ts';
import type { RecordSet } from './layout.ts';
import { literal } from './sql.ts';

/** Orders copies of one version, or of a record without versions: the last one wins. */
export const LANDED_LAST = ['landed_at', 'landed_in'];

/** Columns that are not fields of a record. */
type Computed = {
  readonly deletion?: Deletion;
  /** Columns that are computed otherwise, and SQL for them. */
  readonly others?: (copies: Copies) => Readonly<Record<string, string>>;
  /** True if these use the position of a record on its page. Default false. */
  readonly isNumbered?: boolean;
};

/** A query for every copy of every record, in parentheses. A line that cannot be read has no key. */
export function copiesOf(
  set: RecordSet,
  columns: readonly Column[],
  dialect: Dialect,
  { deletion, others, isNumbered = false }: Computed = {},
): string {
  const copies = dialect.copies(set, isNumbered);
  const { from, field, landed } = copies;
  const computed: Readonly<Record<string, string>> = {
    ...landed,
    ...others?.(copies),
    ...(deletion !== undefined && { is_deleted: isDeleted(deletion, dialect.read('text', field(deletion.column))) }),
  };
  const selected = columns.map(({ name, type }) => {
    const expression = computed[name] ?? dialect.read(type, field(name));
    const hasName = expression.endsWith(`.${dialect.quoted(name)}`);
    return hasName ? expression : `${expression} AS ${dialect.quoted(name)}`;
  });
  return `(
SELECT
${selected.join(',\n')}
FROM ${from}
WHERE ${dialect.matches(landed.landed_in, set.pathPattern)}
)`;
}

/** SQL for the sign of a deletion in a field. */
const isDeleted = ({ value }: Deletion, field: string): string =>
  value === undefined ? `${field} IS NOT NULL` : `coalesce(${field} = ${literal(value)}, false)`;

/** A query for the last row in an order, of the rows with the same key. A row without a key is none. */
export function lastOf(
  columns: readonly Column[],
  from: string,
  { key, order }: { readonly key: readonly string[]; readonly order: readonly string[] },
  { quoted }: Dialect,
): Pick<View, 'columns' | 'key' | 'sql'> {
  const [, id] = key.map(quoted);
  const sql = `SELECT ${columns.map(({ name }) => quoted(name)).join(', ')}
FROM (
SELECT *, row_number() OVER (
PARTITION BY ${key.map(quoted).join(', ')}
ORDER BY ${order.map((name) => `${quoted(name)} DESC NULLS LAST`).join(', ')}
) AS recency
FROM ${from}
)
WHERE recency = 1 AND ${id} IS NOT NULL`;
  return { columns, key, sql };
}
