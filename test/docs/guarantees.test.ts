import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FAULTS } from '../fault-injection/faults/index.ts';
import { INVARIANTS, LIST_INVARIANTS } from '../simulation/invariants/index.ts';

const LIST = 'docs/guarantees.md';

/** The cells of each guarantee's row, without the headers. */
const ROWS = readFileSync(LIST, 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!guarantee |---)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

const column = (index: number, separator: RegExp): string[] =>
  ROWS.flatMap((cells) => cells[index]?.split(separator) ?? []).filter((text) => text !== '');

it(`${LIST} names the invariants that there are, all of them`, () => {
  expect(new Set(column(2, /, /))).toEqual(new Set(Object.keys({ ...INVARIANTS, ...LIST_INVARIANTS })));
});

it(`${LIST} names the injected faults that there are, all of them`, () => {
  const faults = FAULTS.map(({ name }) => name);
  expect(new Set(column(4, / · /).filter((text) => text !== 'most faults'))).toEqual(new Set(faults));
});

it(`${LIST} names test files that there are`, () => {
  const files = globSync('test/**/*.test.ts');
  const missing = column(3, /, /).filter((name) => {
    const pattern = new RegExp(`/${name.replaceAll('`', '').replace('*', '[\\w-]+')}\\.test\\.ts$`);
    return !files.some((file) => pattern.test(file));
  });
  expect(missing).toEqual([]);
});
