import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RateLimitName } from '#sandbox/zendesk/index.ts';
import { PATHS, simulateAll, type WholeAccount } from '#test/support/sandbox/zendesk/all-resources.ts';

const INCREMENTAL = 'zendesk-ratelimit-incremental-exports';
const CURSOR = 'zendesk-ratelimit-incremental-exports-cursor';

/** The paths of each bucket. */
const MEMBERS = {
  incremental: [PATHS.tickets, PATHS['tickets by cursor'], PATHS.ticket_events, PATHS.organizations, PATHS.users],
  usersCursor: [PATHS['users by cursor']],
  metricEvents: [PATHS.ticket_metric_events],
  talk: [PATHS.calls, PATHS.legs],
};

type Bucket = keyof typeof MEMBERS;
const BUCKETS: readonly Bucket[] = ['incremental', 'usersCursor', 'metricEvents', 'talk'];

const requestsOf = ({ zendesk }: WholeAccount, name: RateLimitName): number =>
  zendesk.rateLimits[name].statistics.requests;

describe('a rate-limit bucket', () => {
  test('counts its own endpoints only, and rejects requests beyond its total', () => {
    const requests = fc.array(
      fc
        .constantFrom(...BUCKETS)
        .chain((bucket) => fc.record({ bucket: fc.constant(bucket), path: fc.constantFrom(...MEMBERS[bucket]) })),
      { maxLength: 60 },
    );
    const totals = fc.record({
      incremental: fc.integer({ min: 1, max: 10 }),
      usersCursor: fc.integer({ min: 1, max: 20 }),
      metricEvents: fc.integer({ min: 1, max: 10 }),
      talk: fc.integer({ min: 1, max: 10 }),
    });
    fc.assert(
      fc.property(requests, totals, (sent, { incremental, usersCursor, metricEvents, talk }) => {
        const total: Readonly<Record<Bucket, number>> = { incremental, usersCursor, metricEvents, talk };
        const world = simulateAll({
          rateLimit: { total: incremental },
          otherRateLimits: {
            usersCursor: { total: usersCursor },
            metricEvents: { total: metricEvents },
            talk: { total: talk },
          },
        });
        const used: Record<Bucket, number> = { incremental: 0, usersCursor: 0, metricEvents: 0, talk: 0 };
        for (const { bucket, path } of sent) {
          used[bucket] += 1;
          expect(world.get(path).status).toBe(used[bucket] > total[bucket] ? 429 : 200);
        }
        for (const bucket of BUCKETS) {
          expect(world.zendesk.rateLimits[bucket].statistics).toEqual({
            requests: used[bucket],
            rejections: Math.max(0, used[bucket] - total[bucket]),
          });
        }
      }),
    );
  });

  test.each<[Bucket, number]>([
    ['incremental', 10],
    ['usersCursor', 20],
    ['metricEvents', 10],
    ['talk', 10],
  ])('has the recorded or documented limit: %s, %i requests a minute', (bucket, total) => {
    const { get, clock } = simulateAll();
    const [path = ''] = MEMBERS[bucket];
    for (let i = 0; i < total; i += 1) expect(get(path).status).toBe(200);
    expect(get(path)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '40', 'content-type': 'application/json; charset=utf-8' },
      body: '{"error":"APIRateLimitExceeded","description":"Number of allowed incremental export API requests per minute exceeded"}',
    });
    clock.advance(40_000);
    expect(get(path).status).toBe(200);
  });

  test('counts requests together for tickets, ticket events, organizations and users by time (useairfoil/typescript-sdk)', () => {
    const { get } = simulateAll();
    const states = MEMBERS.incremental.map((path) => get(path).headers[INCREMENTAL]);
    expect(states).toEqual([9, 8, 7, 6, 5].map((remaining) => `total=10; remaining=${remaining}; resets=40`));
  });

  test('reports users by cursor in a separate header (estuary/connectors)', () => {
    const { headers } = simulateAll().get(PATHS['users by cursor']);
    expect(headers[CURSOR]).toBe('total=20; remaining=19; resets=40');
    expect(headers).not.toHaveProperty(INCREMENTAL);
  });

  test('adds no header to metric events, calls, legs and articles', () => {
    const { get } = simulateAll();
    for (const path of [PATHS.ticket_metric_events, PATHS.calls, PATHS.legs, PATHS.articles]) {
      expect(Object.keys(get(path).headers).filter((name) => name.startsWith('zendesk-ratelimit'))).toEqual([]);
    }
  });

  test('does not count unknown paths, the current user and the account settings', () => {
    const world = simulateAll();
    for (const path of ['/api/v2/incremental/nonsense', '/api/v2/users/me', '/api/v2/account/settings']) {
      expect(Object.keys(world.get(path).headers)).not.toContain(INCREMENTAL);
    }
    for (const bucket of BUCKETS) expect(requestsOf(world, bucket)).toBe(0);
    expect(requestsOf(world, 'account')).toBe(3);
  });
});

const accountHeaders = ({ get }: WholeAccount, path: string): string[] =>
  Object.keys(get(path).headers).filter((name) => /^(x-rate-limit|ratelimit|zendesk-service)/.test(name));

describe('the account-wide limit', () => {
  test('counts requests of Support and Talk, allowed or not, and unknown paths', () => {
    const world = simulateAll({ rateLimit: { total: 1 } });
    world.get(PATHS.tickets);
    world.get(PATHS.tickets);
    world.get(PATHS.calls);
    world.get('/api/v2/nonsense');
    expect(world.get('/api/v2/users/me').headers).toMatchObject({
      'x-rate-limit': '700',
      'x-rate-limit-remaining': '695',
      'ratelimit-limit': '700',
      'ratelimit-remaining': '695',
      'ratelimit-reset': '40',
    });
  });

  test('rejects requests beyond it with 429 in plain text, which no export bucket counts (airbytehq/airbyte#11035)', () => {
    const world = simulateAll({ otherRateLimits: { account: { total: 2 } } });
    world.get(PATHS.tickets);
    world.get('/api/v2/users/me');
    const rejected = world.get(PATHS.tickets);
    expect(rejected).toMatchObject({
      status: 429,
      headers: { 'content-type': 'text/plain', 'retry-after': '40', 'ratelimit-remaining': '0' },
      body: 'Number of allowed API requests per minute exceeded',
    });
    expect(rejected.headers).not.toHaveProperty(INCREMENTAL);
    expect(world.zendesk.rateLimits.account.statistics).toEqual({ requests: 3, rejections: 1 });
    expect(world.zendesk.rateLimit.requests).toBe(1);
    world.clock.advance(40_000);
    expect(world.get(PATHS.tickets).status).toBe(200);
  });

  test('counts requests of the help center separately (useairfoil/typescript-sdk)', () => {
    const world = simulateAll({ otherRateLimits: { account: { total: 1 }, helpCenter: { total: 2 } } });
    world.get(PATHS.tickets);
    expect(world.get(PATHS.articles).headers).toMatchObject({ 'x-rate-limit': '2', 'x-rate-limit-remaining': '1' });
    expect([PATHS.articles, PATHS.articles, PATHS.tickets].map((path) => world.get(path).status)).toEqual([
      200, 429, 429,
    ]);
    expect(requestsOf(world, 'account')).toBe(2);
  });

  test('does not say when it resets on responses of Talk and the help center (recorded)', () => {
    const world = simulateAll();
    expect(accountHeaders(world, PATHS.calls)).toEqual(['x-rate-limit', 'x-rate-limit-remaining']);
    expect(accountHeaders(world, PATHS.articles)).toEqual([
      'x-rate-limit',
      'x-rate-limit-remaining',
      'zendesk-service',
    ]);
    expect(accountHeaders(world, PATHS.ticket_metric_events)).toContain('ratelimit-reset');
  });

  test('does not count requests for tokens, whose responses have no header of it (recorded)', () => {
    const client = { clientId: 'lake', clientSecret: 'hush' };
    const world = simulateAll({ credentials: { clients: [client] } });
    const { status, headers } = world.requestToken({
      grant_type: 'client_credentials',
      client_id: 'lake',
      client_secret: 'hush',
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' });
    expect(Object.keys(headers).filter((name) => name.includes('ratelimit') || name.includes('rate-limit'))).toEqual(
      [],
    );
    expect(requestsOf(world, 'account')).toBe(0);
  });
});
