import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkContent, type Content, type ContentCheck } from '#cli/core/check-content.ts';

const PAGE: Content = {
  layout: 'page',
  itemKey: 'tickets',
  timestamp: { timestamp: 'generated_timestamp', timestampFormat: 'epoch' },
};
const LINES: Content = { ...PAGE, layout: 'ndjson' };

const at = (...seconds: number[]) => seconds.map((generated_timestamp, id) => ({ id, generated_timestamp }));

const serialize = (layout: Content, records: readonly object[]): string =>
  layout.layout === 'page'
    ? JSON.stringify({ tickets: records, count: records.length })
    : records.map((record) => `${JSON.stringify(record)}\n`).join('');

const digestOf = (text: string): string => hash('sha256', text, 'hex');

/** Checks content with the key and metadata of an intact object. */
function checkFully(body: string | Buffer, content: Content, records: number): ContentCheck {
  const bytes = Buffer.from(body);
  const digest = hash('sha256', bytes, 'hex').slice(0, 12);
  return checkContent({ startTime: 10, endTime: 20, digest, pagination: 'time' }, { records }, bytes, content);
}

/** Returns the problems of content. */
function check(text: string, content: Content, records: number, digest = digestOf(text).slice(0, 12)) {
  const name = { startTime: 10, endTime: 20, digest, pagination: 'time' } as const;
  return checkContent(name, { records }, Buffer.from(text), content).problems;
}

describe.each([
  ['page', PAGE],
  ['ndjson', LINES],
])('checkContent for the layout %s', (_, content) => {
  it('returns no problems for an intact object', () => {
    expect(check(serialize(content, at(10, 15, 20)), content, 3)).toEqual([]);
  });

  it('reports another digest', () => {
    expect(check(serialize(content, at(10)), content, 1, '000000000000')).toEqual([
      expect.stringMatching(/does not match its digest \(found [0-9a-f]{12}\)/),
    ]);
  });

  it('reports a record count other than that in the metadata', () => {
    expect(check(serialize(content, at(10, 11)), content, 3)).toEqual([expect.stringMatching(/contains 2 .* says 3/)]);
  });

  it('reports records outside its interval or without a timestamp', () => {
    expect(check(serialize(content, [...at(9, 10, 20, 21), { id: 9 }]), content, 5)).toEqual([
      expect.stringMatching(/^3 of its records/),
    ]);
  });

  it('reports invalid JSON without quoting it', () => {
    const problems = check('{"subject": planted', content, 1);
    expect(problems).toEqual(['content is not valid for its layout']);
  });
});

const calls = (...dates: string[]): string =>
  JSON.stringify({ calls: dates.map((updated_at, id) => ({ id, updated_at })) });

it('checkContent parses timestamps in the format of their resource', () => {
  const content: Content = {
    layout: 'page',
    itemKey: 'calls',
    timestamp: { timestamp: 'updated_at', timestampFormat: 'iso' },
  };
  expect(check(calls('1970-01-01T00:00:10Z', '1970-01-01T00:00:20.9Z'), content, 2)).toEqual([]);
  expect(check(calls('1970-01-01T00:00:09Z', '1970-01-01T00:00:15Z'), content, 2)).toEqual([
    expect.stringMatching(/^1 of its records/),
  ]);
});

it('checkContent reports a last line without a line break', () => {
  expect(check('{"id":1,"generated_timestamp":10}', LINES, 1)).toEqual(['content is not valid for its layout']);
});

const checkCursorPage = (text: string, content: Content, keyDigest: string, digest?: string) => {
  const name = { startTime: 10, endTime: 20, digest: keyDigest, pagination: 'cursor' } as const;
  const metadata = { records: 1, ...(digest !== undefined && { digest }) };
  return checkContent(name, metadata, Buffer.from(text), content).problems;
};

describe('checkContent for a cursor page', () => {
  const PAGE_DIGEST = 'aaaaaaaaaaaa';
  const lines = serialize(LINES, at(10));
  const page = serialize(PAGE, at(10));

  it('compares ndjson with the digest in its metadata', () => {
    expect(checkCursorPage(lines, LINES, PAGE_DIGEST, digestOf(lines))).toEqual([]);
  });

  it.each([
    ['another digest', digestOf('other')],
    ['a truncated digest', digestOf(lines).slice(0, 12)],
    ['no digest', undefined],
  ])('reports ndjson with %s in its metadata', (_, digest) => {
    const keyDigest = digestOf(lines).slice(0, 12);
    expect(checkCursorPage(lines, LINES, keyDigest, digest)).toEqual([
      expect.stringMatching(/does not match its digest/),
    ]);
  });

  it('accepts ndjson without lines', () => {
    const name = { startTime: 10, endTime: 10, digest: PAGE_DIGEST, pagination: 'cursor' } as const;
    const { problems } = checkContent(name, { records: 0, digest: digestOf('') }, Buffer.alloc(0), LINES);
    expect(problems).toEqual([]);
  });

  it('compares the layout page with the digest in its key, whatever its metadata', () => {
    expect(checkCursorPage(page, PAGE, digestOf(page).slice(0, 12))).toEqual([]);
    expect(checkCursorPage(page, PAGE, PAGE_DIGEST, digestOf(page))).toEqual([
      expect.stringMatching(/does not match its digest/),
    ]);
  });
});

it('checkContent does not check the timestamps of sideloads', () => {
  expect(check('{"id":1}\n{"id":2}\n', { ...LINES, timestamp: undefined }, 2)).toEqual([]);
});

describe('checkContent for a page', () => {
  it.each([
    ['a member that is not valid', '{"tickets":[],"count":1x}'],
    ['a missing comma between members', '{"tickets":[] "count":1}'],
    ['a record that is not valid', '{"tickets":[{"id":1,}]}'],
    ['a sideloaded record that is not valid', '{"tickets":[],"users":[{"id":}]}'],
    ['a missing end', '{"tickets":[]'],
    ['a text after its end', '{"tickets":[]}}'],
    ['an array instead of an object', '[]'],
    ['no records', '{"users":[]}'],
    ['an object instead of records', '{"tickets":{}}'],
  ])('reports %s', (_, text) => {
    expect(check(text, PAGE, 0)).toEqual(['content is not valid for its layout']);
  });

  it.each([
    ['an empty array', '{"tickets":[]}', 0],
    [
      'sideloads before and after the records',
      '{"users":[{"id":1},2],"tickets":[{"generated_timestamp":10}],"a":[[]]}',
      1,
    ],
    ['white space', ' { "tickets" : [ {"generated_timestamp":10} , {"generated_timestamp":11} ] } ', 2],
  ])('accepts %s', (_, text, records) => {
    expect(check(text, PAGE, records)).toEqual([]);
  });
});

const encode = (json: string): Buffer => Buffer.from(json, 'latin1');

/** Returns JSON of a page and of lines with a text in the second of three records. */
const withText = (text: string): Record<'page' | 'ndjson', Buffer> => {
  const records = ['ok', text, 'ok'].map((subject) => `{"generated_timestamp":10,"subject":"${subject}"}`);
  return { page: encode(`{"tickets":[${records.join(',')}]}`), ndjson: encode(`${records.join('\n')}\n`) };
};

describe('checkContent for characters that some readers refuse', () => {
  it.each([
    ['half of a surrogate pair', String.raw`\ud83d`],
    ['bytes that are not UTF-8', '\u00e4'],
    ['a raw control character', '\t\u0001'],
  ])('returns the lines with %s, and no problem', (kind, text) => {
    const { page, ndjson } = withText(text);
    expect(checkFully(page, PAGE, 3)).toEqual({ problems: [], unreadable: { rows: 1, kinds: [kind] } });
    expect(checkFully(ndjson, LINES, 3)).toEqual({ problems: [], unreadable: { rows: 1, kinds: [kind] } });
  });

  it('checks the interval of records with them', () => {
    const page = Buffer.from('{"tickets":[{"subject":"\t","generated_timestamp":9}]}');
    expect(checkFully(page, PAGE, 1)).toMatchObject({ problems: [expect.stringMatching(/^1 of its records/)] });
  });

  it('reports content that is not valid even after a repair', () => {
    expect(checkFully('{"tickets":[{"subject":"\t"]}', PAGE, 1)).toEqual({
      problems: ['content is not valid for its layout'],
    });
  });

  it('returns none for escaped and other unusual characters', () => {
    const { page } = withText(String.raw`\ud83d\ude00 \\x41 \u0001 \" \/`);
    expect(checkFully(page, PAGE, 3)).toEqual({ problems: [] });
  });
});
