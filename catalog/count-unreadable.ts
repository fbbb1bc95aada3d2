import type { Dialect } from './dialect.ts';
import type { RawTable, RecordSet } from './layout.ts';

/** The parts of the query that differ between engines. */
type Counting = Pick<Dialect, 'quoted' | 'read'> & {
  /** SQL for the raw table. */
  readonly from: string;
  /** SQL for the path of the object that holds the line `r`. */
  readonly landedIn: string;
  /** SQL for the number of elements `t` of an array that meet a condition. */
  readonly countElements: (array: string, condition: string) => string;
};

/** The query of `countUnreadable` in {@link Dialect}, for engines that can count the elements of an array. */
export function countUnreadable({ sets }: RawTable, counting: Counting): string {
  const { quoted, read, from, landedIn, countElements } = counting;
  const isUnreadable = (row: string, { key }: RecordSet): string =>
    `${read(key.type, `${row}.${quoted(key.name)}`)} IS NULL`;
  const counts = sets.map((set) =>
    set.member === undefined
      ? ifTrue(isUnreadable('r', set))
      : `coalesce(${countElements(`r.${quoted(set.member)}`, isUnreadable('t', set))}, 0)`,
  );
  // A line of a page that is not JSON has no records.
  const records = sets[0].member;
  const lines = records === undefined ? [] : [ifTrue(`r.${quoted(records)} IS NULL`)];
  return `SELECT r.${quoted('subdomain')}, ${landedIn} AS ${quoted('landed_in')},
${[...lines, ...counts].join('\n+ ')} AS ${quoted('passed_over')}
FROM ${from} AS r`;
}

const ifTrue = (condition: string): string => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;
