import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DatasetObject, splitIntoObjects, ROW_LIMIT_BYTES } from '#functions/export/core/lake/layout.ts';
import { contentOf, TICKETS, timePage } from '#test/support/functions/pages.ts';
import { prettyPrinted } from '#test/support/functions/pretty-printed.ts';

/** A page of two records with this body. Its lines depend on the text only. */
const content = (text: string) => ({ page: timePage([1, 2]), content: contentOf(text) });

const splitLines = (text: string): DatasetObject[] => splitIntoObjects('ndjson', TICKETS, content(text));

/** A JSON string of this length in bytes. */
const jsonString = (bytes: number): string => `"${'x'.repeat(bytes - 2)}"`;

const pageOf = (size: number): DatasetObject[] =>
  splitIntoObjects('page', TICKETS, { page: timePage([1]), content: { ...contentOf('{}'), size } });

/** The dataset and the body of each part, in their order. */
const bodies = (parts: readonly DatasetObject[]): [string, string][] =>
  parts.map(({ dataset, bytes }) => [dataset, bytes.toString()]);

const spaces = fc.constantFrom('', '', ' ', '\n', '\r\n', '\t \n');

/** Numbers that a double cannot represent, or that JavaScript would write differently. */
const numbers = fc.oneof(
  fc.bigInt().map(String),
  fc.constantFrom('9007199254740993', '-0', '1.10', '1E+400', '0.1e-7', '3.14159265358979323846'),
);

/** The text of a JSON value, with random whitespace and escapes. */
const values = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }).chain(prettyPrinted) },
  numbers,
  fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
  fc.tuple(numbers, spaces, fc.string()).map(([id, space, text]) => {
    const nested = `[[{"]":${JSON.stringify(text)}}],${space}"\\\\\\"}],"]`;
    return `{${space}"id"${space}:${id}${space},"x":${nested}${space}}`;
  }),
);

const arrays = fc.array(fc.tuple(spaces, values, spaces));
const arrayText = (elements: readonly (readonly string[])[], space: string): string =>
  `[${elements.map((each) => each.join('')).join(',')}${elements.length === 0 ? space : ''}]`;

/** The expected lines for these elements. */
const linesFrom = (elements: readonly (readonly string[])[]): string =>
  elements.map(([, text = '']) => `${text.trim().replaceAll(/[\r\n]/g, ' ')}\n`).join('');

describe('the layout ndjson', () => {
  it('puts each record and each sideload on its own line, byte for byte, sideloads first', () => {
    fc.assert(
      fc.property(arrays, arrays, arrays, spaces, (tickets, users, groups, space) => {
        const text =
          `${space}{"users":${arrayText(users, space)},${space}"tickets"${space}:${arrayText(tickets, space)}` +
          `,"count":1,"groups":${space}${arrayText(groups, space)}${space}}`;
        const parts = splitLines(text.replaceAll(/[\r\n]/g, ' '));
        const expected = [
          ['tickets_users', linesFrom(users)],
          ['tickets_groups', linesFrom(groups)],
          ['tickets', linesFrom(tickets)],
        ];
        expect(bodies(parts)).toEqual(expected.filter(([dataset, lines]) => dataset === 'tickets' || lines !== ''));
        const onOneLine = text.replaceAll(/[\r\n]/g, ' ');
        for (const { records, bytes, size, digest, pageDigest } of parts) {
          expect(pageDigest).toBe(createHash('sha256').update(onOneLine).digest('hex'));
          expect(bytes.toString().split('\n')).toHaveLength(records + 1);
          expect(size).toBe(bytes.length);
          expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
        }
      }),
    );
  });

  it('treats each array whose name can be part of a table name as a sideload, and nothing else', () => {
    const page =
      '{"a1_b":[1],"Users":[1],"1a":[1],"a-b":[1],"_a":[1],"":[1],"é":[1],"end_time":5,"meta":{"x":[1]},"next":"[1]",' +
      '"none":null,"empty":[ ],"tickets":[{"id":1}],"z":[[2],"s",null]}';
    expect(bodies(splitLines(page))).toEqual([
      ['tickets_a1_b', '1\n'],
      ['tickets_z', '[2]\n"s"\nnull\n'],
      ['tickets', '{"id":1}\n'],
    ]);
  });

  it('omits a sideload without elements, but creates an empty object for a page without records', () => {
    expect(bodies(splitLines('{"tickets":[],"users":[]}'))).toEqual([['tickets', '']]);
    expect(splitLines('{"tickets":[],"users":[]}')).toMatchObject([{ records: 0, size: 0 }]);
    expect(bodies(splitLines('{"users":[1],"tickets":[]}'))).toEqual([
      ['tickets_users', '1\n'],
      ['tickets', ''],
    ]);
  });

  it('returns uncompressed bytes with media type, size, digests and record count', () => {
    const [only] = splitLines('{"tickets":[1,2,3]}');
    expect(only).toStrictEqual({
      dataset: 'tickets',
      bytes: Buffer.from('1\n2\n3\n'),
      isGzip: false,
      size: 6,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      pageDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      mediaType: 'application/x-ndjson',
      records: 3,
    });
  });

  it('counts rows longer than 16 MiB in each dataset', () => {
    const limit = ROW_LIMIT_BYTES.ndjson;
    expect(limit).toBe(16 * 2 ** 20);
    const tickets = [jsonString(limit + 7), jsonString(limit), '3', jsonString(limit + 2)].join(',');
    const page = `{"users":[${jsonString(limit + 1)}],"tickets":[${tickets}]}`;
    expect(splitLines(page).map(({ oversized }) => oversized)).toEqual([
      { rows: 1, largest_bytes: limit + 1, limit_bytes: limit },
      { rows: 2, largest_bytes: limit + 7, limit_bytes: limit },
    ]);
    expect(splitLines(`{"users":[${jsonString(limit)}],"tickets":[1]}`).map((part) => 'oversized' in part)).toEqual([
      false,
      false,
    ]);
  });
});

describe('rows with characters that some readers refuse', () => {
  const tickets = '[{"id":1,"a":"\\ud83d"},{"id":2,"a":"x"},{"id":3,"a":"\xff\t"}]';
  const readers = `{"users":[{"id":4,"a":"\t"},{"id":5}],"tickets":${tickets},"groups":[{"id":6}],"x":"\0"}`;
  const page = () => ({ page: timePage([1, 2, 3]), content: contentOf(readers, 'latin1') });
  const found = (layout: 'page' | 'ndjson') =>
    splitIntoObjects(layout, TICKETS, page()).map(({ dataset, unreadable }) => [dataset, unreadable]);

  it('count in each dataset of the layout ndjson, with the kinds in it', () => {
    expect(found('ndjson')).toEqual([
      ['tickets_users', { rows: 1, kinds: ['a raw control character'] }],
      ['tickets_groups', undefined],
      [
        'tickets',
        { rows: 2, kinds: ['half of a surrogate pair', 'bytes that are not UTF-8', 'a raw control character'] },
      ],
    ]);
  });

  it('count as one row in the layout page', () => {
    const kinds = ['half of a surrogate pair', 'bytes that are not UTF-8', 'a raw control character'];
    expect(found('page')).toEqual([['tickets', { rows: 1, kinds }]]);
  });

  it('keep their bytes', () => {
    const [records] = splitIntoObjects('ndjson', TICKETS, page()).slice(-1);
    const lines = tickets.slice(1, -1).replaceAll('},{', '}\n{');
    expect(records?.bytes.toString('latin1')).toBe(`${lines}\n`);
    expect(splitIntoObjects('page', TICKETS, page())[0]?.bytes.toString('latin1')).toBe(readers);
  });
});

describe('the layout page', () => {
  it('returns the page unchanged, also if Zendesk compressed it', () => {
    const page = content('{"tickets":[1,2],"users":[3]}');
    const { arrays: _, unreadable: __, ...content_ } = page.content;
    const part = {
      dataset: 'tickets',
      ...content_,
      pageDigest: content_.digest,
      mediaType: 'application/json',
      records: 2,
    };
    expect(splitIntoObjects('page', TICKETS, page)).toStrictEqual([part]);
    const compressed = { bytes: Buffer.from('compressed'), isGzip: true };
    const compressedPage = { ...page, content: { ...page.content, ...compressed } };
    expect(splitIntoObjects('page', TICKETS, compressedPage)).toStrictEqual([{ ...part, ...compressed }]);
  });

  it('returns an object for a page without records', () => {
    const page = { page: timePage([], { endTime: 7 }), content: contentOf('{"tickets":[],"end_time":7}') };
    expect(bodies(splitIntoObjects('page', TICKETS, page))).toEqual([['tickets', '{"tickets":[],"end_time":7}']]);
    expect(splitIntoObjects('page', TICKETS, page)).toMatchObject([{ records: 0 }]);
  });

  it('reports a page longer than 32 MiB as one oversized row', () => {
    const limit = ROW_LIMIT_BYTES.page;
    expect(limit).toBe(32 * 2 ** 20);
    expect(pageOf(limit)[0]).not.toHaveProperty('oversized');
    expect(pageOf(limit + 1)).toMatchObject([{ oversized: { rows: 1, largest_bytes: limit + 1, limit_bytes: limit } }]);
  });
});
