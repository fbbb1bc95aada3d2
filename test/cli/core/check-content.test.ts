import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkContent, type Content } from '#cli/core/check-content.ts';

const PAGE: Content = {
  layout: 'page',
  itemKey: 'tickets',
  timestamp: { timestamp: 'generated_timestamp', timestampFormat: 'epoch' },
};
const LINES: Content = { ...PAGE, layout: 'ndjson' };

const at = (...seconds: number[]) => seconds.map((generated_timestamp, id) => ({ id, generated_timestamp }));

const contentOf = (layout: Content, records: readonly object[]): string =>
  layout.layout === 'page'
    ? JSON.stringify({ tickets: records, count: records.length })
    : records.map((record) => `${JSON.stringify(record)}\n`).join('');

const digestOf = (text: string): string => hash('sha256', text, 'hex');

function check(text: string, content: Content, records: number, digest = digestOf(text).slice(0, 12)) {
  const name = { startTime: 10, endTime: 20, digest, pagination: 'time' } as const;
  return checkContent(name, { records }, Buffer.from(text), content);
}

describe.each([
  ['page', PAGE],
  ['ndjson', LINES],
])('an object of layout %s', (_, content) => {
  it('that is what was landed has no problem', () => {
    expect(check(contentOf(content, at(10, 15, 20)), content, 3)).toEqual([]);
  });

  it('with another digest is not what was landed', () => {
    expect(check(contentOf(content, at(10)), content, 1, '000000000000')).toEqual([
      expect.stringMatching(/digest [0-9a-f]{12}/),
    ]);
  });

  it('with another number of records than its metadata says is told', () => {
    expect(check(contentOf(content, at(10, 11)), content, 3)).toEqual([expect.stringMatching(/holds 2 .* says 3/)]);
  });

  it('with records before or after its interval, or of no time, is told', () => {
    expect(check(contentOf(content, [...at(9, 10, 20, 21), { id: 9 }]), content, 5)).toEqual([
      expect.stringMatching(/^3 of its records/),
    ]);
  });

  it('that is no JSON is told, without a word of it', () => {
    const problems = check('{"subject": planted', content, 1);
    expect(problems).toEqual(['its content cannot be read as its layout']);
  });
});

const calls = (...dates: string[]): string =>
  JSON.stringify({ calls: dates.map((updated_at, id) => ({ id, updated_at })) });

it('reads timestamps in the format of their resource', () => {
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

it('takes no line for one that nothing ends', () => {
  expect(check('{"id":1,"generated_timestamp":10}', LINES, 1)).toEqual(['its content cannot be read as its layout']);
});

const checkCursorPage = (text: string, content: Content, keyDigest: string, digest?: string) => {
  const name = { startTime: 10, endTime: 20, digest: keyDigest, pagination: 'cursor' } as const;
  const metadata = { records: 1, ...(digest !== undefined && { digest }) };
  return checkContent(name, metadata, Buffer.from(text), content);
};

describe('a cursor page', () => {
  const PAGE_DIGEST = 'aaaaaaaaaaaa';
  const lines = contentOf(LINES, at(10));
  const page = contentOf(PAGE, at(10));

  it('as ndjson has the digest in its metadata', () => {
    expect(checkCursorPage(lines, LINES, PAGE_DIGEST, digestOf(lines))).toEqual([]);
  });

  it.each([
    ['another digest', digestOf('other')],
    ['a part of it', digestOf(lines).slice(0, 12)],
    ['none', undefined],
  ])('as ndjson with %s in its metadata is not what was landed', (_, digest) => {
    const keyDigest = digestOf(lines).slice(0, 12);
    expect(checkCursorPage(lines, LINES, keyDigest, digest)).toEqual([expect.stringMatching(/not what was landed/)]);
  });

  it('as ndjson may have no lines', () => {
    const name = { startTime: 10, endTime: 10, digest: PAGE_DIGEST, pagination: 'cursor' } as const;
    expect(checkContent(name, { records: 0, digest: digestOf('') }, Buffer.alloc(0), LINES)).toEqual([]);
  });

  it('as it came has the digest in its key, whatever the metadata say', () => {
    expect(checkCursorPage(page, PAGE, digestOf(page).slice(0, 12))).toEqual([]);
    expect(checkCursorPage(page, PAGE, PAGE_DIGEST, digestOf(page))).toEqual([
      expect.stringMatching(/not what was landed/),
    ]);
  });
});

it('places no sideload in time', () => {
  expect(check('{"id":1}\n{"id":2}\n', { ...LINES, timestamp: undefined }, 2)).toEqual([]);
});
