import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseObjectKey } from '#common/object-key.ts';
import { type DatasetObject, splitIntoObjects } from '#functions/export/core/lake/layout.ts';
import {
  buildObject,
  exportId,
  type ObjectContext,
  pageEndTime,
  parseExportId,
} from '#functions/export/core/lake/object-key.ts';
import { contentOf, cursorPage, TICKETS, timePage } from '#test/support/functions/pages.ts';

const BODY = Buffer.from('{"tickets":[]}');
const digestOf = (body: Buffer): string => createHash('sha256').update(body).digest('hex');
const DIGEST = digestOf(BODY).slice(0, 12);

const contextOf = (fields: Partial<ObjectContext> = {}): ObjectContext => ({
  prefix: 'zendesk',
  resource: TICKETS,
  subdomain: 'acme',
  compression: 'gzip',
  runId: 'run-7',
  position: { kind: 'time', startTime: 1_700_000_000 },
  page: timePage([1_700_000_100, 1_700_086_400], { endTime: 1_700_086_401 }),
  requestedAt: 1_700_090_000_123,
  ...fields,
});

const part = (fields: Partial<DatasetObject> = {}): DatasetObject => ({
  dataset: 'tickets',
  bytes: BODY,
  isGzip: false,
  size: BODY.length,
  digest: digestOf(BODY),
  pageDigest: digestOf(BODY),
  mediaType: 'application/json',
  records: 2,
  ...fields,
});

const landed = (fields: Partial<ObjectContext> = {}) => buildObject(contextOf(fields), part());

describe('buildObject', () => {
  it("builds the key from the page's interval and digest, under the UTC date of the end", () => {
    expect(landed().key).toBe(`zendesk/tickets/subdomain=acme/dt=2023-11-15/1700000000-1700086401-${DIGEST}.json.gz`);
  });

  it('puts the key under a prefix of any depth', () => {
    expect(landed({ prefix: 'raw/zendesk' }).key).toMatch(/^raw\/zendesk\/tickets\/subdomain=acme\//);
  });

  it('uses .json and the same digest without compression', () => {
    expect(landed({ compression: 'none' }).key).toMatch(new RegExp(`-${DIGEST}\\.json$`));
  });

  it('pads times to ten digits', () => {
    const early = landed({ position: { kind: 'time', startTime: 0 }, page: timePage([86_399]) });
    expect(early.key).toContain('/dt=1970-01-01/0000000000-0000086399-');
  });

  it('stores the context of the page in the metadata', () => {
    expect(landed().metadata).toStrictEqual({
      'start-time': '1700000000',
      'end-time': '1700086401',
      records: '2',
      'end-of-stream': 'false',
      pagination: 'time',
      'requested-at': '1700090000123',
      'run-id': 'run-7',
    });
  });

  it("uses the pinned second as start and the last record's second as end during a cursor walk", () => {
    const position = { kind: 'cursor' as const, second: 1_700_000_000, cursor: 'asked' };
    const page = cursorPage([1_700_000_000, 1_700_000_007], { endOfStream: true });
    const { key, metadata } = landed({ position, page });
    expect(landed({ position, page, compression: 'none' }).key).toMatch(new RegExp(`-${DIGEST}\\.cursor\\.json$`));
    expect(key).toContain(`/dt=2023-11-14/1700000000-1700000007-${DIGEST}.cursor.json.gz`);
    expect(metadata).toMatchObject({
      pagination: 'cursor',
      'end-of-stream': 'true',
      cursor: 'asked',
      'after-cursor': 'next',
    });
  });

  it('omits missing cursors at the beginning and the end of a cursor walk', () => {
    const position = { kind: 'cursor' as const, second: 5 };
    const { metadata } = landed({ position, page: cursorPage([5], { afterCursor: null }) });
    expect(metadata).not.toHaveProperty('cursor');
    expect(metadata).not.toHaveProperty('after-cursor');
  });

  it('keeps the bytes as Zendesk compressed them', () => {
    const compressed = { bytes: Buffer.from('compressed'), isGzip: true };
    expect(buildObject(contextOf(), part(compressed))).toMatchObject({ ...compressed, compression: 'gzip' });
    expect(landed()).toMatchObject({ bytes: BODY, isGzip: false });
  });

  it('uses the dataset, record count and media type of the part', () => {
    const users = part({ dataset: 'tickets_users', records: 7, mediaType: 'application/x-ndjson' });
    const { key, metadata, mediaType } = buildObject(contextOf(), users);
    expect(key).toBe(`zendesk/tickets_users/subdomain=acme/dt=2023-11-15/1700000000-1700086401-${DIGEST}.json.gz`);
    expect(metadata).toStrictEqual({ ...landed().metadata, records: '7' });
    expect(mediaType).toBe('application/x-ndjson');
  });
});

describe('the interval of an empty page', () => {
  it('ends at its end_time in time-based pagination', () => {
    const { key } = landed({ page: timePage([], { endTime: 1_700_086_401 }) });
    expect(key).toContain('/dt=2023-11-15/1700000000-1700086401-');
  });

  it('ends at the walked second during a cursor walk', () => {
    const position = { kind: 'cursor' as const, second: 1_700_000_000, cursor: 'asked' };
    expect(landed({ position, page: cursorPage([]) }).key).toContain('/1700000000-1700000000-');
  });

  it('ends at the requested position without an end_time', () => {
    expect(pageEndTime(timePage([]), { kind: 'time', startTime: 7 })).toBe(7);
  });
});

const WALK = { kind: 'cursor', second: 5 } as const;

/** The keys, parsed keys and metadata of the objects of a page with this text. */
const ndjsonObjects = (text: string, fields: Partial<ObjectContext>) => {
  const context = contextOf(fields);
  const content = contentOf(text);
  return splitIntoObjects('ndjson', TICKETS, { page: context.page, content }).map((each) => {
    const { key, metadata } = buildObject(context, each);
    return { key, metadata, parsed: parseObjectKey(key) };
  });
};

/** The keys of two cursor pages that have the same records. */
const keysOfTwo = (tickets: string): readonly string[][] =>
  ['a', 'b'].map((after) => {
    const text = `{"tickets":${tickets},"after_cursor":"${after}"}`;
    return ndjsonObjects(text, { position: WALK, page: cursorPage([]) }).map(({ key }) => key);
  });

describe('the digest in the key of an ndjson object', () => {
  const WHOLE = '{"users":[{"id":9}],"tickets":[{"id":1}]}';

  it('covers only its own lines on a time-based page, and is not in the metadata', () => {
    const [users, tickets] = ndjsonObjects(WHOLE, { page: timePage([5]) });
    expect(users?.parsed?.digest).toBe(digestOf(Buffer.from('{"id":9}\n')).slice(0, 12));
    expect(tickets?.parsed?.digest).toBe(digestOf(Buffer.from('{"id":1}\n')).slice(0, 12));
    expect(users?.metadata).not.toHaveProperty('digest');
    expect(tickets?.metadata).not.toHaveProperty('digest');
  });

  it("covers the whole page on a cursor page, and the body's digest is in the metadata", () => {
    const [users, tickets] = ndjsonObjects(WHOLE, { position: WALK, page: cursorPage([5]) });
    const parsed = { digest: digestOf(Buffer.from(WHOLE)).slice(0, 12), pagination: 'cursor' };
    expect(users).toMatchObject({ parsed, metadata: { digest: digestOf(Buffer.from('{"id":9}\n')) } });
    expect(tickets).toMatchObject({ parsed, metadata: { digest: digestOf(Buffer.from('{"id":1}\n')) } });
  });

  it.each(['[]', '[{"id":1}]'])('differs for two cursor pages with the same records: %s', (tickets) => {
    const [one, other] = keysOfTwo(tickets);
    expect(one).toHaveLength(1);
    expect(one).not.toEqual(other);
  });

  it('does not add a digest to the metadata in the layout page', () => {
    expect(landed({ position: WALK, page: cursorPage([5]) }).metadata).not.toHaveProperty('digest');
  });
});

const keyOf = (start: number, end: number, body: string): string =>
  buildObject(
    contextOf({ position: { kind: 'time', startTime: start }, page: timePage([end]) }),
    part({ digest: digestOf(Buffer.from(body)) }),
  ).key;

const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
const dtOf = (key: string): string => key.split('/')[3] ?? '';

describe('the keys of two pages', () => {
  const seconds = fc.integer({ min: 0, max: 9_999_999_999 });
  it('sort by start and then by end', () => {
    fc.assert(
      fc.property(seconds, seconds, seconds, seconds, (a, b, c, d) => {
        fc.pre(a !== c || b !== d);
        const isBefore = a === c ? b < d : a < c;
        expect(nameOf(keyOf(a, b, 'x')) < nameOf(keyOf(c, d, 'x'))).toBe(isBefore);
      }),
    );
  });

  it('contain dt values that sort like the ends of the pages', () => {
    fc.assert(
      fc.property(seconds, seconds, (a, b) => {
        expect(dtOf(keyOf(0, Math.min(a, b), 'x')) <= dtOf(keyOf(0, Math.max(a, b), 'x'))).toBe(true);
      }),
    );
  });

  it('match only for equal content, so that retries neither overwrite nor append (airbyte#52133)', () => {
    fc.assert(
      fc.property(seconds, seconds, fc.string(), fc.string(), (start, end, one, other) => {
        expect(keyOf(start, end, one)).toBe(keyOf(start, end, one));
        expect(keyOf(start, end, one) === keyOf(start, end, other)).toBe(one === other);
      }),
    );
  });
});

it('an export id consists of account and resource', () => {
  expect(exportId('acme', TICKETS)).toBe('acme/tickets');
  expect(parseExportId('acme/tickets')).toEqual({ subdomain: 'acme', resource: 'tickets' });
});
