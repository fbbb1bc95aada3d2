import { copiesOf, LANDED_LAST, lastOf } from './copies.ts';
import { type ListDataset, snapshotsName } from './dataset.ts';
import type { Copies, Dialect, View } from './dialect.ts';
import { type RawTable, type RecordSet, SNAPSHOT_PATH } from './layout.ts';
import { recordColumns } from './record-columns.ts';

/**
 * The views over a list: the rows of each account's latest complete snapshot, and those of every complete one. Within a
 * snapshot, an interrupted run can land a page twice: the copy written last counts.
 */
export function listViews(dataset: ListDataset, table: RawTable, dialect: Dialect): View[] {
  const { name, noun, isWindowed } = dataset;
  const [set] = table.sets;
  if (isWindowed) {
    const rows = lastCopies(dataset, set, [], dialect);
    return [{ name, meaning: `Every ${noun} once, as last read`, isExplainedElsewhere: false, ...rows }];
  }
  const { columns, key, sql } = lastCopies(dataset, set, ['snapshot_at'], dialect);
  const { quoted, part } = dialect;
  const path = quoted('landed_in');
  const snapshot = part(path, SNAPSHOT_PATH.snapshot);
  const complete = part(path, SNAPSHOT_PATH.complete);
  const objects = `(${dialect.objects(table)}) AS objects`;
  const snapshots = snapshotsName(dataset);
  return [
    {
      name: snapshots,
      meaning: `Every ${noun} of every complete snapshot`,
      isExplainedElsewhere: true,
      columns,
      key,
      sql: `${sql}
AND ${snapshot} IN (
SELECT ${complete}
FROM ${objects}
)`,
    },
    {
      name,
      meaning: `Every ${noun} of the latest complete snapshot`,
      isExplainedElsewhere: false,
      columns,
      key: key.filter((each) => each !== 'snapshot_at'),
      sql: `SELECT ${columns.map((column) => quoted(column.name)).join(', ')}
FROM ${quoted(snapshots)}
WHERE ${snapshot} IN (
SELECT max(${complete})
FROM ${objects}
GROUP BY ${part(path, SNAPSHOT_PATH.account)}
)`,
    },
  ];
}

/** A query for the copy written last of each record, in each snapshot if the key says so. */
function lastCopies(
  dataset: ListDataset,
  set: RecordSet,
  more: readonly string[],
  dialect: Dialect,
): Pick<View, 'columns' | 'key' | 'sql'> {
  const { key, deletion, parent } = dataset;
  const columns = recordColumns(dataset);
  const others = ({ landed: { landed_in: path } }: Copies): Readonly<Record<string, string>> => ({
    snapshot_at: dialect.instantOf(dialect.part(path, SNAPSHOT_PATH.second)),
    ...(parent !== undefined && {
      [parent.name]: dialect.read(parent.type, dialect.part(path, SNAPSHOT_PATH.parent)),
    }),
  });
  const copies = copiesOf(set, columns, dialect, { others, ...(deletion !== undefined && { deletion }) });
  const parents = parent === undefined ? [] : [parent.name];
  return lastOf(columns, copies, { key: ['subdomain', key, ...parents, ...more], order: LANDED_LAST }, dialect);
}
