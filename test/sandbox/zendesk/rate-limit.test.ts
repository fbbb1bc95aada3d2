import { expect, test } from 'vitest';
import { createRateLimiter } from '#sandbox/zendesk/rate-limit.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { startServer } from '#test/support/sandbox/zendesk/start-server.ts';

const PATH = '/api/v2/incremental/tickets?start_time=0';
const BUCKET = 'zendesk-ratelimit-incremental-exports';

test('uses fixed windows that start at multiples of their length', () => {
  const limiter = createRateLimiter({ total: 2, windowSeconds: 60 });
  const at = (second: number): { allowed: boolean; remaining: number; resets: number } => limiter.take(second * 1000);
  expect(at(NOW)).toMatchObject({ allowed: true, remaining: 1, resets: 40 });
  expect(at(NOW + 39)).toMatchObject({ allowed: true, remaining: 0, resets: 1 });
  expect(at(NOW + 39.9)).toMatchObject({ allowed: false, remaining: 0, resets: 1 });
  expect(at(NOW + 40)).toMatchObject({ allowed: true, remaining: 1, resets: 60 });
});

test('counts a rejected request in the statistics, but not against the limit', () => {
  const limiter = createRateLimiter({ total: 1, windowSeconds: 60 });
  for (let i = 0; i < 5; i += 1) limiter.take(NOW * 1000);
  expect(limiter.statistics).toEqual({ requests: 5, rejections: 4 });
  expect(limiter.take((NOW + 40) * 1000).allowed).toBe(true);
});

test('returns the state of the limit, which both endpoints share, with each response', async () => {
  const { get } = await startServer();
  expect((await get(PATH)).headers.get(BUCKET)).toBe('total=10; remaining=9; resets=40');
  const cursor = await get('/api/v2/incremental/tickets/cursor?start_time=0');
  expect(cursor.headers.get(BUCKET)).toBe('total=10; remaining=8; resets=40');
});

test('returns 429 for the eleventh request in a minute, with Retry-After until the window ends', async () => {
  const { get, zendesk, clock } = await startServer();
  for (let i = 0; i < 10; i += 1) expect((await get(PATH)).status).toBe(200);
  clock.advance(1500);
  const refused = await get(PATH);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('39');
  expect(refused.headers.get(BUCKET)).toBe('total=10; remaining=0; resets=39');
  expect(await refused.json()).toEqual({
    error: 'APIRateLimitExceeded',
    description: 'Number of allowed incremental export API requests per minute exceeded',
  });
  expect(zendesk.rateLimit).toEqual({ requests: 11, rejections: 1 });
  clock.advance(39_000);
  expect((await get(PATH)).status).toBe(200);
});

test('uses the configured total and window', async () => {
  const { get } = await startServer({ rateLimit: { total: 30, windowSeconds: 10 } });
  expect((await get(PATH)).headers.get(BUCKET)).toBe('total=30; remaining=29; resets=10');
});

test('does not count requests with invalid credentials and token requests', async () => {
  const { get, zendesk } = await startServer();
  await get(PATH, { authorization: 'Bearer wrong' });
  await fetch(`${zendesk.url}/oauth/tokens`, { method: 'POST', body: '{}' });
  expect(zendesk.rateLimit.requests).toBe(0);
});
