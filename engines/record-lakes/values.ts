import type { Column, ColumnType } from '#catalog/column.ts';

/** A record as Zendesk could send it. */
export type Fields = Readonly<Record<string, unknown>>;

/** Versions that grow, while the order of their texts falls. */
const VERSIONS: Partial<Readonly<Record<ColumnType, readonly unknown[]>>> = {
  bigint: [9, 1_000, 10_000, 1_766_019_296],
  instant: [
    '2026-01-02T00:30:00+01:00',
    '2026-01-01T23:45:00Z',
    '2026-01-01T23:45:00.251Z',
    '2026-01-01T20:00:00-04:00',
  ],
};

/**
 * A version of a record: the greater the number, the later.
 *
 * @param version - 0 to 3
 */
export const versionOf = (type: ColumnType, version: number): unknown => VERSIONS[type]?.[version];

/** A record with a value in every column. All values differ between two seeds. */
export const recordOf = (columns: readonly Column[], seed: number): Fields =>
  Object.fromEntries(columns.map(({ name, type }) => [name, VALUES[type](seed, name)]));

const VALUES: Readonly<Record<ColumnType, (seed: number, name: string) => unknown>> = {
  bigint: (seed) => 38_254_339_640_000 + seed,
  boolean: (seed) => seed % 2 === 1,
  text: (seed, name) => `${name} ${seed}, "quoted"`,
  instant: (seed) => `2026-02-${String(1 + (seed % 28)).padStart(2, '0')}T03:04:05Z`,
  json: (seed, name) => ({ [name]: [seed, null, { a: 'é' }] }),
  bigints: (seed) => [seed, 38_254_339_646_556],
  texts: (seed) => [`a${seed}`, 'b'],
};
