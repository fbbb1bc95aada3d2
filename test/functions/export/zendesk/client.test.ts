import { describe, expect, it } from 'vitest';
import { IdleTimeoutError, NetworkError } from '#functions/export/core/ports/ports.ts';
import { answer, gzipped, times } from '#test/support/functions/answers.ts';
import { clientOf } from '#test/support/functions/client.ts';
import { cursorText, ticket, timeText } from '#test/support/functions/pages.ts';

const PAGE = timeText([ticket(1, 100), ticket(2, 105)], 105);
const WALK = { kind: 'cursor', second: 100 } as const;
const ON_WALK = { ...WALK, cursor: 'current' } as const;

describe('fetchPage', () => {
  it('requests gzipped JSON with credentials and a User-Agent', async () => {
    const { requests, fetchPage } = clientOf([gzipped(200, PAGE)]);
    await fetchPage();
    expect(requests).toEqual([
      {
        method: 'GET',
        url: 'https://acme.zendesk.com/api/v2/incremental/tickets?start_time=100&per_page=1000&include=users',
        headers: {
          accept: 'application/json',
          'accept-encoding': 'gzip',
          'user-agent': expect.stringMatching(/^zendesk-lake\/\d+\.\d+\.\d+$/),
          authorization: 'Bearer PLANTED-TOKEN',
        },
      },
    ]);
  });

  it('returns the page with its compressed bytes, the time it was sent and the request time', async () => {
    const result = gzipped(200, PAGE, { date: new Date(5_000).toUTCString() });
    const { run, fetchPage } = clientOf([
      () => {
        run.clock.advance(2_000);
        return result;
      },
    ]);
    const requestedAt = run.clock.now();
    expect(await fetchPage()).toEqual({
      kind: 'page',
      itemKey: 'tickets',
      page: expect.objectContaining({ pagination: 'time', endTime: 105, endOfStream: false }),
      content: expect.objectContaining({ bytes: result.body, isGzip: true, size: PAGE.length }),
      requestedAt,
      requestTime: 3_000,
      perPage: 1000,
      place: expect.anything(),
      waitedMs: 0,
    });
  });

  it.each([{ layout: 'ndjson' }, { compression: 'none' }] as const)(
    'returns uncompressed bytes if the page lands with %j',
    async (as) => {
      const { fetchPage } = clientOf([gzipped(200, PAGE)], as);
      expect(await fetchPage()).toMatchObject({ content: { bytes: Buffer.from(PAGE), isGzip: false } });
    },
  );

  it('digests only records less than two hours old, which may be read again', async () => {
    const now = clientOf([]).run.clock.now() / 1000;
    const page = timeText([ticket(1, 100), ticket(2, now - 7201), ticket(3, now - 7199), ticket(4, now)], now);
    const fetched = await clientOf([gzipped(200, page)]).fetchPage();
    const tails = fetched.kind === 'page' ? fetched.page.tails : [];
    expect(tails.map(({ from }) => from)).toEqual([now, now - 7199]);
  });

  it('does not read an uncompressed page further than a heavy second', async () => {
    const page = timeText(
      Array.from({ length: 200 }, (_, id) => ticket(id, 100)),
      101,
    );
    const damaged = answer(200, `${page.slice(0, 9000)}]]]]${page.slice(9000)}`);
    const { fetchPage, held } = clientOf([damaged], { heavySecondBytes: 4096 });
    expect(await fetchPage()).toEqual({ kind: 'heavy_second' });
    expect(held.count).toBe(0);
  });

  it('joins a page of several lines into one, which is then compressed again', async () => {
    const { fetchPage } = clientOf([gzipped(200, PAGE.replace(',', ',\n'))]);
    const bytes = Buffer.from(PAGE.replace(',', ', '));
    expect(await fetchPage()).toMatchObject({ kind: 'page', content: { bytes, isGzip: false } });
  });

  it('requests and parses the page of a walk by its cursor', async () => {
    const { requests, fetchPage } = clientOf([answer(200, cursorText([ticket(1, 100)], 'next'))]);
    expect(await fetchPage(ON_WALK)).toMatchObject({
      kind: 'page',
      page: { pagination: 'cursor', afterCursor: 'next' },
    });
    expect(requests[0]?.url).toContain('/api/v2/incremental/tickets/cursor?cursor=current&');
  });
});

describe('fetchPage on a temporary failure', () => {
  it.each([
    ['a reset connection', new NetworkError('ECONNRESET')],
    ['a 502 in HTML', answer(502, '<html>')],
    ['a 409', answer(409)],
    ['a truncated body', gzipped(200, PAGE.slice(0, 40))],
    ['HTML with 200', answer(200, '<html>Sign in</html>', { 'content-type': 'text/html' })],
    ['a gzip stream cut short', answer(200, gzipped(200, PAGE).body.subarray(0, 30), { 'content-encoding': 'gzip' })],
  ])('retries after %s', async (_, failure) => {
    const { run, requests, fetchPage } = clientOf([failure, gzipped(200, PAGE)]);
    expect(await fetchPage()).toMatchObject({ kind: 'page' });
    expect(requests).toHaveLength(2);
    expect(run.clock.sleeps).toEqual([1_500]);
  });

  it.each([
    ['text', 'Number of allowed API requests per minute exceeded'],
    ['JSON', '{"error":"APIRateLimitExceeded","description":"Number of allowed incremental export API requests"}'],
    [
      'JSON of the edge',
      '{"detail":"Rate limited by Zendesk edge protection","status":"429","title":"Automated response"}',
    ],
  ])('recognizes a 429 by its status, whatever its body: %s (airbyte#11035)', async (_, body) => {
    const { run, fetchPage } = clientOf([answer(429, body, { 'retry-after': '17' }), gzipped(200, PAGE)]);
    expect(await fetchPage()).toMatchObject({ kind: 'page' });
    expect(run.clock.sleeps).toEqual([17_000]);
  });

  it("obeys Zendesk's rate-limit header on an error response too", async () => {
    const header = { 'zendesk-ratelimit-incremental-exports': 'total=10; remaining=0; resets=40' };
    const { run, fetchPage } = clientOf([answer(500, '', header), gzipped(200, PAGE)]);
    await fetchPage();
    expect(run.clock.sleeps).toEqual([41_000]);
  });
});

describe('requestsPerMinute', () => {
  it('counts every page request, failed ones included, and no token request', async () => {
    const secret = { clientId: 'lake', clientSecret: 'PLANTED' };
    const token = answer(200, '{"access_token":"one"}');
    const turns = [token, answer(502), gzipped(200, PAGE), gzipped(200, PAGE)];
    const { run, fetchPage } = clientOf(turns, { secret, requestsPerMinute: 1 });
    await fetchPage();
    await fetchPage();
    expect(run.clock.sleeps).toEqual([60_100, 60_100]);
  });
});

/** Returns the `per_page` of each request. */
const readPageSizes = (requests: readonly { readonly url: string }[]) =>
  requests.map(({ url }) => /per_page=(\d+)/.exec(url)?.[1]);

describe('fetchPage on idle timeouts', () => {
  const silence = new IdleTimeoutError('no byte for 60 s');

  it('halves the page size after every three idle timeouts in a row', async () => {
    const { requests, size, fetchPage } = clientOf([...times(6, silence), gzipped(200, PAGE)]);
    expect(await fetchPage()).toMatchObject({ kind: 'page' });
    expect(readPageSizes(requests)).toEqual(['1000', '1000', '1000', '500', '500', '500', '250']);
    expect(size.current).toBe(250);
  });

  it('keeps the page size if the idle timeouts are not in a row', async () => {
    const turns = [silence, silence, answer(502), silence, silence, gzipped(200, PAGE)];
    const { size, fetchPage } = clientOf(turns);
    await fetchPage();
    expect(size.current).toBe(1000);
  });

  it('returns page_timeout at a page size of one, as for a 504', async () => {
    expect(await clientOf(times(3, silence), { size: 1 }).fetchPage()).toEqual({ kind: 'page_timeout' });
  });
});

describe('fetchPage on a 403 of the edge', () => {
  it('retries with the same credentials', async () => {
    const blocked = answer(403, '<html>Just a moment...</html>', {
      'content-type': 'text/html',
      'cf-mitigated': 'challenge',
    });
    const { reads, fetchPage } = clientOf([blocked, gzipped(200, PAGE)]);
    expect(await fetchPage()).toMatchObject({ kind: 'page' });
    expect(reads).toHaveLength(1);
  });
});

describe('fetchPage on a 504', () => {
  it('halves the page size, whatever the body (airbyte#52059)', async () => {
    const { requests, size, fetchPage } = clientOf([
      answer(504, 'upstream request timeout'),
      answer(504, ''),
      gzipped(200, PAGE),
    ]);
    await fetchPage();
    expect(requests.map(({ url }) => new URL(url).searchParams.get('per_page'))).toEqual(['1000', '500', '250']);
    expect(size.current).toBe(250);
  });

  it('returns page_timeout at a page size of one, because the second then has to be walked', async () => {
    expect(await clientOf([answer(504)], { size: 1 }).fetchPage()).toEqual({ kind: 'page_timeout' });
  });

  it.each([WALK, ON_WALK])('retries a walk at a page size of one: %j', async (position) => {
    const { run, fetchPage } = clientOf([answer(504), answer(200, cursorText([ticket(1, 100)], 'next'))], { size: 1 });
    expect(await fetchPage(position)).toMatchObject({ kind: 'page' });
    expect(run.clock.sleeps).toEqual([1_500]);
  });

  it('retries at a page size of one if the resource has no cursor endpoint', async () => {
    const { requests, fetchPage } = clientOf([answer(504), gzipped(200, PAGE)], { size: 1, walk: null });
    expect(await fetchPage()).toMatchObject({ kind: 'page' });
    expect(requests).toHaveLength(2);
  });
});

describe('fetchPage on a start_time that is too recent', () => {
  it.each([
    [400, '{"error":"StartTimeTooRecent","description":"..."}'],
    [400, '{"errors":[{"code":"StartTimeTooRecent"}]}'],
    [422, '{"error":"InvalidValue","description":"Too recent start_time. Use a start_time older than 5 minutes"}'],
    [422, 'Too recent start_time. Use a start_time older than 5 minutes'],
  ])('returns too_recent for a %i (airbyte#22483): %s', async (status, body) => {
    expect(await clientOf([gzipped(status, body)]).fetchPage()).toEqual({ kind: 'too_recent' });
    expect(await clientOf([answer(status, body)]).fetchPage(WALK)).toEqual({ kind: 'too_recent' });
  });
});

describe('fetchPage on a refused cursor', () => {
  it.each([400, 404, 410, 422])('returns cursor_refused instead of throwing on a %i', async (status) => {
    const { requests, fetchPage } = clientOf([answer(status, '{"error":"InvalidPaginationParameter"}')]);
    expect(await fetchPage(ON_WALK)).toEqual({
      kind: 'cursor_refused',
      error: expect.objectContaining({
        name: 'ZendeskRefusedError',
        message: expect.stringMatching(/^acme\/tickets: .*InvalidPaginationParameter/),
      }),
    });
    expect(requests).toHaveLength(1);
  });

  it.each([408, 409, 425, 429])('retries a %i, which does not refuse the cursor', async (status) => {
    const { fetchPage } = clientOf([answer(status), answer(200, cursorText([ticket(1, 100)], 'next'))]);
    expect(await fetchPage(ON_WALK)).toMatchObject({ kind: 'page' });
  });
});
