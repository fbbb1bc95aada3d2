import { isDeepStrictEqual } from 'node:util';
import type { Reading, Value } from '#catalog/reading-rules.ts';
import type { ExpectedMalformed, ExpectedRow, OddAnswer, OddLake } from './odd-lake.ts';

/**
 * Compares an engine's answer over an odd lake with the expected one.
 *
 * @returns every difference in words; none if the answer is right
 */
export function compareWithExpected({ expected }: OddLake, { rows, malformed }: OddAnswer): string[] {
  const answered = new Map(rows.map((row) => [identify(row), row]));
  const known = new Set(expected.rows.map(identify));
  const counted = malformed.some(({ passed_over: passedOver }) => Number(passedOver) > 0);
  return [
    ...(answered.size < rows.length ? ['a ticket has more than one row'] : []),
    ...[...answered.keys()].filter((name) => !known.has(name)).map((name) => `${name} should not be there`),
    ...expected.rows.flatMap((row) => compareRow(row, answered.get(identify(row)), counted)),
    ...compareMalformed(expected.malformed, malformed),
  ];
}

/** Account and id, as the differences name a ticket. */
const identify = (row: { readonly subdomain?: unknown; readonly id?: unknown }): string =>
  `${String(row.subdomain)}/${String(row.id)}`;

function compareRow(row: ExpectedRow, answer: OddAnswer['rows'][number] | undefined, counted: boolean): string[] {
  if (answer === undefined) return row.optional && counted ? [] : [`${identify(row)} is missing`];
  return Object.entries(row.columns)
    .filter(([column, expected]) => !choices(expected).some((value) => isDeepStrictEqual(value, answer[column])))
    .map(([column, expected]) => {
      const wanted = choices(expected).map((value) => JSON.stringify(value));
      return `${identify(row)}: ${column} is ${JSON.stringify(answer[column])} instead of ${wanted.join(' or ')}`;
    });
}

function compareMalformed(expected: readonly ExpectedMalformed[], malformed: OddAnswer['malformed']): string[] {
  const counts = new Map(malformed.map((row) => [String(row['landed_in']).replace(/^.*\//, ''), row['passed_over']]));
  const strangers = [...counts.keys()].filter((name) => !expected.some(({ object }) => object === name));
  return [
    ...strangers.map((name) => `malformed names ${name}`),
    ...expected.flatMap(({ object, passedOver }) => {
      const count = Number(counts.get(object) ?? 0);
      const wanted = typeof passedOver === 'number' ? [passedOver] : passedOver.anyOf;
      return wanted.includes(count) ? [] : [`malformed counts ${count} of ${object} instead of ${wanted.join(' or ')}`];
    }),
  ];
}

const choices = (expected: Reading): readonly Value[] =>
  typeof expected === 'object' && expected !== null && 'anyOf' in expected ? expected.anyOf : [expected];
