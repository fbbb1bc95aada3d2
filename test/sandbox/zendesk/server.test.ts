import { expect, test } from 'vitest';
import { createAccount, faults, fillHistory, liveActivity, skewedClock } from '#sandbox/zendesk/index.ts';
import { createManualClock, NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parsePage } from '#test/support/sandbox/zendesk/parsed.ts';
import { startServer, TOKEN } from '#test/support/sandbox/zendesk/start-server.ts';

const PATH = '/api/v2/incremental/tickets?start_time=0';

test("responds with Zendesk's headers", async () => {
  const { get } = await startServer();
  const { status, headers } = await get(PATH);
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'max-age=0, private, must-revalidate',
    'cf-ray': expect.stringMatching(/^[0-9a-f]{16}-FRA$/) as unknown,
    'content-type': 'application/json; charset=utf-8',
    date: 'Tue, 24 Nov 2026 22:58:20 GMT',
    etag: expect.stringMatching(/^W\/"[0-9a-f]{32}"$/) as unknown,
    'ratelimit-limit': '700',
    'ratelimit-remaining': '699',
    'ratelimit-reset': '40',
    server: 'cloudflare',
    'transfer-encoding': 'chunked',
    'x-rate-limit': '700',
    'x-rate-limit-remaining': '699',
    'x-request-id': headers.get('cf-ray'),
    'x-runtime': '0.115',
    'x-zendesk-api-version': 'v2',
    'x-zendesk-origin-server': expect.any(String) as unknown,
  });
  expect(headers.has('content-length')).toBe(false);
});

test('compresses responses for clients that accept gzip, with the same content', async () => {
  const { get, account } = await startServer();
  account.create({ second: NOW - 1000 });
  const compressed = await get(PATH, { 'accept-encoding': 'gzip' });
  const plain = await get(PATH, { 'accept-encoding': 'identity' });
  expect(compressed.headers.get('content-encoding')).toBe('gzip');
  expect(plain.headers.has('content-encoding')).toBe(false);
  expect(await compressed.text()).toBe(await plain.text());
});

test('does not compress with gzip: false', async () => {
  const { get } = await startServer({ gzip: false });
  expect((await get(PATH, { 'accept-encoding': 'gzip' })).headers.has('content-encoding')).toBe(false);
});

test('serves both endpoints with and without .json, and returns URLs of the same form', async () => {
  const { get, account, zendesk } = await startServer();
  account.create({ second: NOW - 1000 });
  for (const path of ['/api/v2/incremental/tickets', '/api/v2/incremental/tickets.json']) {
    const page = parsePage(await (await get(`${path}?start_time=0`)).text());
    expect(page.next_page).toBe(`${zendesk.url}${path}?start_time=${NOW - 1000}`);
  }
  for (const path of ['/api/v2/incremental/tickets/cursor', '/api/v2/incremental/tickets/cursor.json']) {
    const page = parsePage(await (await get(`${path}?start_time=0`)).text());
    expect(page.after_url).toContain(`${zendesk.url}${path}?cursor=`);
  }
});

test.each([
  ['https', 'https'],
  ['HTTPS, http', 'https'],
  ['http', 'http'],
  ['', 'http'],
  ['gopher', 'http'],
])('returns URLs with the scheme of X-Forwarded-Proto behind a proxy: %o', async (forwarded, scheme) => {
  const { get, account, zendesk } = await startServer();
  account.create({ second: NOW - 1000 });
  const headers = { 'x-forwarded-proto': forwarded };
  const origin = zendesk.url.replace('http:', `${scheme}:`);
  const page = async (path: string) => parsePage(await (await get(`${path}?start_time=0`, headers)).text());
  expect((await page('/api/v2/incremental/tickets')).next_page).toBe(
    `${origin}/api/v2/incremental/tickets?start_time=${NOW - 1000}`,
  );
  expect((await page('/api/v2/incremental/tickets/cursor')).after_url).toContain(
    `${origin}/api/v2/incremental/tickets/cursor?cursor=`,
  );
});

test.each([
  ['GET', '/api/v2/incremental/nonsense?start_time=0'],
  ['POST', '/api/v2/incremental/tickets?start_time=0'],
  ['GET', '/oauth/tokens'],
  ['GET', '/'],
])('%s %s returns 404', async (method, path) => {
  const { zendesk } = await startServer();
  const response = await fetch(zendesk.url + path, { method, headers: { authorization: `Bearer ${TOKEN}` } });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'InvalidEndpoint', description: 'Not found' });
});

test('records requests and their status', async () => {
  const { get, zendesk, clock } = await startServer();
  clock.advance(5000);
  await (await get('/api/v2/incremental/tickets?start_time=0&include=users,groups', { 'X-Mine': 'yes' })).text();
  expect(zendesk.requests).toHaveLength(1);
  expect(zendesk.requests[0]).toMatchObject({
    index: 0,
    method: 'GET',
    path: '/api/v2/incremental/tickets',
    query: { start_time: '0', include: 'users,groups' },
    headers: { 'x-mine': 'yes', authorization: `Bearer ${TOKEN}` },
    startedAt: NOW * 1000 + 5000,
    status: 200,
  });
});

test("uses Zendesk's clock, which can differ from the sandbox clock, for dates, windows and the hold-back", async () => {
  const clock = createManualClock();
  const account = createAccount({ clock: skewedClock(clock, 90_000) });
  account.create();
  const { get, zendesk } = await startServer({ clock, account, clockSkewMs: 90_000 });
  const { headers } = await get(PATH);
  expect(headers.get('date')).toBe('Tue, 24 Nov 2026 22:59:50 GMT');
  expect(headers.get('zendesk-ratelimit-incremental-exports')).toContain('resets=10');
  expect(zendesk.requests[0]?.startedAt).toBe(NOW * 1000);
  expect(account.current(1).facts.generatedTimestamp).toBe(NOW + 90);
});

test('delays a page by pageDelayMs and returns the records of the request time', async () => {
  const { get, account, clock } = await startServer({ pageDelayMs: ({ records }) => 1000 + records * 10 });
  account.create({ second: NOW - 61 });
  account.create({ second: NOW - 60 });
  const response = await get(PATH);
  expect(clock.slept).toEqual([1010]);
  expect(response.headers.get('date')).toBe('Tue, 24 Nov 2026 22:58:21 GMT');
  expect(parsePage(await response.text()).count).toBe(1);
});

test('returns 504 for a page that exceeds the gateway timeout, but not for a smaller one', async () => {
  const clock = createManualClock();
  const account = createAccount({ clock });
  fillHistory(account, { tickets: 400, nowMs: clock.now(), aiAgentShare: 0 });
  const options = { pageDelayMs: ({ bytes }: { bytes: number }) => bytes / 20, gatewayTimeoutMs: 30_000 };
  const { get, zendesk } = await startServer({ clock, account, ...options });
  const heavy = await get(PATH);
  expect(heavy.status).toBe(504);
  expect(await heavy.text()).toBe('upstream request timeout');
  expect(clock.slept).toEqual([30_000]);
  expect((await get(`${PATH}&per_page=50`)).status).toBe(200);
  expect(zendesk.requests.map(({ status }) => status)).toEqual([504, 200]);
});

test('applies ongoing changes before each response until they are stopped', async () => {
  const { get, zendesk, account, clock } = await startServer({
    live: liveActivity({ perMinute: 120, bulkTickets: 1 }),
  });
  clock.advance(300_000);
  const page = parsePage(await (await get(PATH)).text());
  expect(page.count).toBeGreaterThan(20);
  clock.advance(60_000);
  zendesk.stopLive();
  const { size } = account;
  clock.advance(300_000);
  zendesk.catchUpLive();
  await get(PATH);
  expect(account.size).toBe(size);
});

test('never returns an incomplete second, even without a hold-back', async () => {
  const { get, account, zendesk, clock } = await startServer({
    live: liveActivity({ perMinute: 600 }),
    holdBackSeconds: 0,
  });
  for (let step = 0; step < 5; step += 1) {
    clock.advance(1700);
    const visible = parsePage(await (await get(`${PATH}&support_type_scope=all`)).text()).tickets.map(({ id }) => id);
    zendesk.catchUpLive();
    expect(new Set(visible)).toEqual(new Set(account.expectedRecords(clock.now(), 0).map(({ id }) => id)));
  }
});

test('reports an error of the interceptor as a simulator error', async () => {
  const { get, zendesk } = await startServer();
  zendesk.intercept(() => Promise.reject(new Error('typing error')));
  const response = await get(PATH);
  expect(response.status).toBe(500);
  expect(await response.text()).toBe('simulator error: Error: typing error');
});

test('calls the interceptor for each request until it is removed', async () => {
  const { get, zendesk } = await startServer();
  zendesk.intercept(({ index }) => (index === 1 ? faults.upstreamTimeout() : undefined));
  const statuses = [(await get(PATH)).status, (await get(PATH)).status, (await get(PATH)).status];
  expect(statuses).toEqual([200, 504, 200]);
  zendesk.intercept(() => faults.upstreamTimeout());
  zendesk.intercept(undefined);
  expect((await get(PATH)).status).toBe(200);
});

test('rejects a port that is in use', async () => {
  const { zendesk } = await startServer();
  await expect(startServer({ port: Number(new URL(zendesk.url).port) })).rejects.toThrow('EADDRINUSE');
});
