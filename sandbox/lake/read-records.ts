import { LONGEST_LINE, REPAIR_MACRO } from '#catalog/duckdb.ts';
import { literal, quoted } from '#catalog/sql.ts';
import { formatBytes, formatCount } from '#common/format.ts';
import type { Database } from './duckdb.ts';
import { type LakeLayout, secondSql } from './layout.ts';
import { describeFailure, type LeftOut } from './left-out.ts';
import { type ObjectContent, readObject } from './read-object.ts';
import type { LakeResource } from './resources.ts';

/** The records to read. */
export type RecordSource = {
  /** The dataset, and the member of a page that holds the records. */
  readonly name: string;
  /** The member that identifies a record, and its type in DuckDB. */
  readonly key: string;
  readonly keyType: 'BIGINT' | 'VARCHAR';
  readonly timestamp?: LakeResource['timestamp'];
};

/** How the objects were read. */
export type Reading = {
  readonly leftOut: readonly LeftOut[];
  /** Records that DuckDB reads only after their line has been repaired, and the objects that hold them. */
  readonly repaired: { readonly records: number; readonly objects: readonly string[] };
  /** Bytes. */
  readonly longestLine: number;
};

/**
 * Reads objects into the new table `records`: `object` (index in the list), `id`, `second` (epoch seconds of the
 * timestamp) and `is_repaired`. Without an id: a line or a record that cannot be read. Reads one object at a time, so that
 * memory and open files do not grow with the lake, and a damaged object costs only itself.
 */
export async function readRecords(
  database: Database,
  objects: readonly { readonly key: string; readonly path: string }[],
  layout: LakeLayout,
  source: RecordSource,
): Promise<Reading> {
  await database.run(`${REPAIR_MACRO}
    CREATE TABLE records (object INTEGER, id ${source.keyType}, second BIGINT, is_repaired BOOLEAN);`);
  const insert = await database.prepare(insertSql(layout, source));
  const failures: LeftOut[] = [];
  let longestLine = 0;
  for (const [index, { key, path }] of objects.entries()) {
    try {
      const content = await readObject(path);
      const fault = findFault(content, layout);
      if (fault === undefined) await insert([content.text, index, content.isUtf8]);
      else failures.push({ key, reason: fault, isWhole: true });
      longestLine = Math.max(longestLine, Math.min(content.longestLine, LONGEST_LINE));
    } catch (error) {
      failures.push({ key, reason: describeFailure(error), isWhole: true });
    }
  }
  const keyOf = (index: unknown): string => objects[Number(index)]?.key ?? '';
  const unread = await database.rows(
    'SELECT object, count(*) AS n FROM records WHERE id IS NULL GROUP BY object ORDER BY object',
  );
  const repaired = await database.rows(
    'SELECT object, count(id) AS n FROM records WHERE is_repaired AND id IS NOT NULL GROUP BY object ORDER BY object',
  );
  return {
    leftOut: [
      ...failures,
      ...unread.map(({ object, n }) => ({ key: keyOf(object), reason: describeUnread(Number(n)), isWhole: false })),
    ],
    repaired: {
      records: repaired.reduce((sum, { n }) => sum + Number(n), 0),
      objects: repaired.map(({ object }) => keyOf(object)),
    },
    longestLine,
  };
}

const describeUnread = (count: number): string =>
  count === 1 ? '1 line or record that cannot be read' : `${formatCount(count)} lines or records that cannot be read`;

function findFault({ text, longestLine }: ObjectContent, { mayBeEmpty }: LakeLayout): string | undefined {
  if (text === '' && !mayBeEmpty) return 'empty';
  // The tables do not read it either.
  if (longestLine <= LONGEST_LINE) return undefined;
  return `a line of ${formatBytes(longestLine)}, longer than ${formatBytes(LONGEST_LINE)}`;
}

/** Parameters: an object's text, its index, and whether its bytes are UTF-8. */
function insertSql(layout: LakeLayout, { name, key, keyType, timestamp }: RecordSource): string {
  const members = [key, ...(timestamp === undefined ? [] : [timestamp.field])];
  const parse = (line: string): string => `TRY(from_json(${line}, ${literal(layout.structure(name, members))}))`;
  const second = timestamp === undefined ? 'NULL' : secondSql(timestamp, `r.${quoted(timestamp.field)}`);
  return `INSERT INTO records
    SELECT $2, TRY_CAST(r.${quoted(key)} AS ${keyType}), ${second}, is_repaired
    FROM (
      SELECT unnest(coalesce(${layout.recordsSql('parsed', name)}, [NULL])) AS r, is_repaired
      FROM (
        SELECT CASE WHEN original IS NULL THEN ${parse('repair_line(line)')} ELSE original END AS parsed,
          original IS NULL OR (NOT $3 AND contains(line, chr(65533))) AS is_repaired
        FROM (SELECT line, ${parse('line')} AS original FROM (SELECT unnest(string_split($1, chr(10))) AS line) WHERE line <> '')
      )
    )`;
}
