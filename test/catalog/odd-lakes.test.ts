import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DATASETS } from '#catalog/datasets.ts';
import { compareWithExpected } from '#engines/odd-lakes/compare.ts';
import { writeOddLakes } from '#engines/odd-lakes/generate.ts';
import type { OddAnswer, OddLake } from '#engines/odd-lakes/odd-lake.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { plainRow } from '../support/catalog/plain-row.ts';

const FOLDER = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
const LAKES = await writeOddLakes(FOLDER);
afterAll(() => rm(FOLDER, { recursive: true, force: true }));

/** DuckDB's answer. */
async function ask({ path, layout }: OddLake): Promise<OddAnswer> {
  // Lakes of a few objects gain nothing from more threads.
  const tables = await openTables(path, layout, [DATASETS.tickets], 'SET threads = 1;');
  try {
    const answer = async (view: string) => (await tables.rows(`FROM ${view}`)).map(plainRow);
    return { rows: await answer('tickets_latest'), malformed: await answer('malformed') };
  } finally {
    tables.close();
  }
}

describe.each(['page', 'ndjson'] as const)('DuckDB over the odd lakes of the layout %s', (layout) => {
  const lakes = LAKES.filter((lake) => lake.layout === layout);

  it.each(lakes.filter(({ expected }) => expected.orError === undefined))(
    'gives the expected answer: $name ($oddity)',
    async (lake) => {
      expect(compareWithExpected(lake, await ask(lake))).toEqual([]);
    },
  );

  it.each(lakes.filter(({ expected }) => expected.orError === true))(
    'gives the expected answer or an error: $name ($oddity)',
    async (lake) => {
      const differences = await ask(lake).then(
        (answer) => compareWithExpected(lake, answer),
        (error: unknown) => (/gzip/i.test(String(error)) ? [] : [String(error)]),
      );
      expect(differences).toEqual([]);
    },
  );
});

describe('the comparison with the expected answer', () => {
  const lake: OddLake = {
    name: 'any',
    layout: 'page',
    path: '',
    oddity: '',
    expected: {
      rows: [
        { subdomain: 'a', id: 1, columns: { tags: ['x'], subject: { anyOf: ['b', null] } } },
        { subdomain: 'a', id: 2, columns: {}, optional: true },
      ],
      malformed: [{ object: 'o.json', passedOver: { anyOf: [0, 1] } }],
    },
    limits: {},
  };
  const good = { subdomain: 'a', id: 1, tags: ['x'], subject: null };
  const second = { subdomain: 'a', id: 2 };
  const counted = { landed_in: 's3://b/o.json', passed_over: 1 };

  it.each<[string, OddAnswer, string[]]>([
    ['the expected rows', { rows: [good, second], malformed: [] }, []],
    ['an optional row that is missing and counted', { rows: [good], malformed: [counted] }, []],
    ['an optional row that is missing silently', { rows: [good], malformed: [] }, ['a/2 is missing']],
    ['a row too many', { rows: [good, second, { subdomain: 'a', id: 3 }], malformed: [] }, ['a/3 should not be there']],
    ['a row twice', { rows: [good, good, second], malformed: [] }, ['a ticket has more than one row']],
    [
      'a wrong value',
      { rows: [{ ...good, subject: 'c' }, second], malformed: [] },
      ['a/1: subject is "c" instead of "b" or null'],
    ],
    [
      'a wrong count',
      { rows: [good, second], malformed: [{ ...counted, passed_over: 2 }] },
      ['malformed counts 2 of o.json instead of 0 or 1'],
    ],
    [
      'another object',
      { rows: [good, second], malformed: [{ landed_in: 'x.json', passed_over: 1 }] },
      ['malformed names x.json'],
    ],
  ])('reports the differences of %s', (_, answer, differences) => {
    expect(compareWithExpected(lake, answer)).toEqual(differences);
  });
});
