import * as fc from 'fast-check';
import type { Column } from '#catalog/column.ts';
import type { Dataset, RecordKind } from '#catalog/dataset.ts';
import { COLUMN_TYPES } from '#catalog/reading-rules.ts';

/** Names of columns, most of them words of SQL. */
const NAMES = ['default', 'type', 'order', 'group', 'primary', 'end', 'timestamp', 'system', 'time', 'from', 'x_1'];

const columnsWith = (fixed: readonly Column[]): fc.Arbitrary<readonly Column[]> =>
  fc
    .uniqueArray(fc.record({ name: fc.constantFrom(...NAMES), type: fc.constantFrom(...COLUMN_TYPES) }), {
      selector: ({ name }) => name,
    })
    .map((columns) => [...fixed, ...columns.map((column) => ({ ...column, meaning: 'any' }))]);

const kindOf = (key: string): fc.Arbitrary<RecordKind> =>
  columnsWith([{ name: key, type: 'bigint', meaning: 'any' }]).map((columns) => ({ columns, key }));

const DESCRIBED = { name: 'things', noun: 'thing', purpose: 'Any.', itemKey: 'things' } as const;

const anyIncremental: fc.Arbitrary<Dataset> = fc
  .record({
    key: fc.constantFrom('id', 'user_id'),
    keyType: fc.constantFrom('bigint' as const, 'text' as const),
    versionType: fc.constantFrom('bigint' as const, 'instant' as const),
    isEvent: fc.boolean(),
    hasDeletions: fc.boolean(),
    hasSign: fc.boolean(),
    sideloads: fc.dictionary(fc.constantFrom('groups', 'roles', 'users'), kindOf('id'), { noNullPrototype: true }),
  })
  .chain(({ key, keyType, versionType, hasDeletions, hasSign, ...rest }) =>
    columnsWith([
      { name: key, type: keyType, meaning: 'any' },
      { name: 'version', type: versionType, meaning: 'any' },
    ]).map((columns) => ({
      ...rest,
      ...DESCRIBED,
      kind: 'incremental' as const,
      columns,
      key,
      versionKey: 'version',
      ...(hasDeletions && { deletion: { column: 'version', ...(hasSign && { value: "it's" }) } }),
    })),
  );

const anyList: fc.Arbitrary<Dataset> = fc
  .record({
    key: fc.constantFrom('id', 'name'),
    keyType: fc.constantFrom('bigint' as const, 'text' as const),
    isWindowed: fc.boolean(),
    hasParent: fc.boolean(),
    hasDeletions: fc.boolean(),
  })
  .chain(({ key, keyType, isWindowed, hasParent, hasDeletions }) =>
    columnsWith([{ name: key, type: keyType, meaning: 'any' }]).map((columns) => ({
      ...DESCRIBED,
      kind: 'list' as const,
      columns,
      key,
      isWindowed,
      sideloads: {},
      ...(hasParent && { parent: { name: 'parent_id', type: 'bigint' as const, meaning: 'any' } }),
      ...(hasDeletions && { deletion: { column: key } }),
    })),
  );

/** Any dataset that the catalog could have. */
export const anyDataset: fc.Arbitrary<Dataset> = fc.oneof(anyIncremental, anyList);
