import { describe, expect, it } from 'vitest';
import { differences, type Shape } from '#engines/core/compare.ts';
import { parseExactly } from '#engines/core/parse-cells.ts';
import type { Cell, Table } from '#engines/core/session.ts';

const SHAPE: Shape = {
  columns: [
    { name: 'id', type: 'bigint', meaning: '' },
    { name: 'subject', type: 'text', meaning: '' },
    { name: 'created_at', type: 'instant', meaning: '' },
    { name: 'via', type: 'json', meaning: '' },
    { name: 'tags', type: 'texts', meaning: '' },
    { name: 'landed_in', type: 'text', meaning: '' },
  ],
  key: ['id'],
};
const COLUMNS = SHAPE.columns.map(({ name }) => name);
const ROW: readonly Cell[] = [
  1,
  'a',
  '2026-01-02 03:04:05.120',
  '{"n":1.50}',
  ['x', null],
  's3://b/p/tickets/subdomain=a/dt=1/o.json',
];
const table = (...rows: readonly (readonly Cell[])[]): Table => ({ columns: COLUMNS, rows });
const withCell = (index: number, cell: Cell): Cell[] => ROW.with(index, cell);

describe('answers count as equal', () => {
  it.each([
    ['a timestamp in ISO 8601', withCell(2, '2026-01-02T03:04:05.12Z')],
    ['a timestamp with a zone', withCell(2, '2026-01-02 03:04:05.120000 UTC')],
    ['JSON text with other spaces and zeros', withCell(3, '{ "n": 1.5 }')],
    ['the object below another folder', withCell(5, 'file:///tmp/tickets/subdomain=a/dt=1/o.json')],
    ['a big integer', withCell(0, 1n)],
  ])('if one has %s', (_, row) => {
    expect(differences(table(ROW), table(row), SHAPE)).toEqual([]);
  });

  it('if rows come in another order', () => {
    const other = withCell(0, 2);
    expect(differences(table(ROW, other), table(other, ROW), SHAPE)).toEqual([]);
  });
});

describe('a difference is found', () => {
  it.each([
    ['text in place of a number', withCell(0, '1'), '1 rows instead of 1; 1 missing, e.g. 1, 1 extra, e.g. "1"'],
    ['another text', withCell(1, 'b'), 'subject differs in 1 rows, e.g. 1: "b" instead of "a"'],
    ['NULL', withCell(1, null), 'subject differs in 1 rows, e.g. 1: null instead of "a"'],
    [
      'the text "null"',
      withCell(4, ['x', 'null']),
      'tags differs in 1 rows, e.g. 1: ["x","null"] instead of ["x",null]',
    ],
    ['another second', withCell(2, '2026-01-02 03:04:06.120'), expect.stringContaining('created_at differs in 1 rows')],
    ['another number in JSON', withCell(3, '{"n":2}'), expect.stringContaining('via differs in 1 rows')],
    ['another object', withCell(5, 'tickets/subdomain=a/dt=1/p.json'), expect.stringContaining('landed_in differs')],
  ])('if a row has %s', (_, row, difference) => {
    expect(differences(table(ROW), table(row), SHAPE)).toEqual([difference]);
  });

  it('if a row is missing, is new, or comes twice', () => {
    const other = withCell(0, 2);
    expect(differences(table(ROW, other), table(ROW), SHAPE)).toEqual([
      '1 rows instead of 2; 1 missing, e.g. 2, none extra',
    ]);
    expect(differences(table(ROW), table(ROW, other), SHAPE)).toEqual([
      '2 rows instead of 1; none missing, 1 extra, e.g. 2',
    ]);
    expect(differences(table(ROW), table(ROW, ROW), SHAPE)).toEqual([
      '2 rows instead of 1; none missing, 1 extra, e.g. 1',
    ]);
  });

  it('if columns come in another order, or others', () => {
    const moved: Table = { columns: COLUMNS.toReversed(), rows: [ROW.toReversed()] };
    expect(differences(table(ROW), moved, SHAPE)).toEqual(['columns in another order: … via, created_at, subject, id']);
    const renamed: Table = { columns: COLUMNS.with(1, 'title'), rows: [ROW] };
    expect(differences(table(ROW), renamed, SHAPE)[0]).toBe('columns differ: missing [subject], extra [title]');
  });
});

it('an integer keeps all of its digits', () => {
  expect(parseExactly('[9223372036854775807,1,1.5,1e300]')).toEqual([9223372036854775807n, 1, 1.5, 1e300]);
});
