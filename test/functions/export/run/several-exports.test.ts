import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ExportMemory, PageMemory } from '#functions/export/core/page/page-memory.ts';
import type { RateLimitBucket } from '#functions/export/core/rate-limit-bucket.ts';
import type { ScriptedRequest } from '#test/support/functions/scripted-zendesk.ts';
import { resourceNamed, runSideBySide } from '#test/support/functions/side-by-side.ts';

const MINUTE = 60_000;
const OTHER_BUCKET: RateLimitBucket = { name: 'other', header: 'other-limit', requestsPerMinute: 10 };

const NAMES = ['a', 'b', 'c', 'd'] as const;

/** The resource names of these requests. */
const namesOf = (requests: readonly ScriptedRequest[]): string[] =>
  requests.map(({ exported }) => exported.resource.name);

/** Records how many pages each export holds in memory. */
function watched(history: number[][]): (memory: PageMemory) => PageMemory {
  const held: number[] = [];
  const change = (index: number, by: number): void => {
    held[index] = (held[index] ?? 0) + by;
    history.push([...held]);
  };
  return (memory) => ({
    openExport() {
      const index = held.push(0) - 1;
      const own = memory.openExport();
      const take: ExportMemory['take'] = async (signal) => {
        const place = await own.take(signal);
        if (place === undefined) return undefined;
        change(index, 1);
        let isFreed = false;
        return {
          ...place,
          free() {
            if (!isFreed) change(index, -1);
            isFreed = true;
            place.free();
          },
        };
      };
      return { ...own, take };
    },
  });
}

/** Counts each byte of a page as a thousand. */
const magnified = (memory: PageMemory): PageMemory => ({
  openExport() {
    const own = memory.openExport();
    return {
      ...own,
      async take(signal) {
        const place = await own.take(signal);
        return (
          place && {
            ...place,
            grow: (bytes: number) => place.grow(bytes * 1000),
            finish: (bytes: number) => place.finish(bytes * 1000),
          }
        );
      },
    };
  },
});

/** Responds to the second request with this status and a wait of 30 s. */
const askForWait = (status: number) => (request: number) =>
  request === 2 ? { status, headers: { 'retry-after': '30' } } : undefined;

const slowBodies = (bodyMs: number, names: readonly string[] = NAMES) =>
  names.map((name) => ({ resource: resourceNamed(name), pageMs: 100, bodyMs, pages: 4 }));

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

describe('requests of several exports', () => {
  it('start in the order in which they came, so that no export starves', async () => {
    const exports = NAMES.map((name) => ({ resource: resourceNamed(name), pageMs: 500 }));
    const { requests } = await runSideBySide({ exports, limit: 10, remainingMs: 5 * MINUTE });
    const counts = NAMES.map((name) => namesOf(requests).filter((other) => other === name).length);
    expect(sum(counts)).toBe(50);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('never start more requests together than requestsPerMinute, whatever their buckets', async () => {
    const exports = [
      { resource: resourceNamed('a'), pageMs: 500 },
      { resource: resourceNamed('b', OTHER_BUCKET), pageMs: 500 },
    ];
    const { requests } = await runSideBySide({
      exports,
      remainingMs: 5 * MINUTE,
      request: { requestsPerMinute: 4 },
    });
    for (const { at } of requests)
      expect(requests.filter((other) => other.at >= at && other.at < at + MINUTE).length).toBeLessThanOrEqual(4);
    const counts = ['a', 'b'].map((name) => namesOf(requests).filter((other) => other === name).length);
    expect(counts).toEqual([10, 10]);
  });

  it('all wait after a 429, except those of another rate limit', async () => {
    const exports = [
      { resource: resourceNamed('a'), pageMs: 1_000, pages: 20, respond: askForWait(429) },
      { resource: resourceNamed('b'), pageMs: 1_000, pages: 20 },
      { resource: resourceNamed('c', OTHER_BUCKET), pageMs: 1_000, pages: 20 },
    ];
    const { requests } = await runSideBySide({ exports });
    const refusedAt = requests.find(({ status }) => status === 429)?.at ?? Number.NaN;
    const paused = requests.filter(({ at }) => at > refusedAt && at < refusedAt + 30_000);
    expect(new Set(namesOf(paused))).toEqual(new Set(['c']));
    expect(paused.length).toBeGreaterThan(10);
  });

  it('start while another export waits for its retry', async () => {
    const exports = [
      { resource: resourceNamed('a'), pageMs: 1_000, pages: 20, respond: askForWait(503) },
      { resource: resourceNamed('b'), pageMs: 1_000, pages: 20 },
    ];
    const { requests } = await runSideBySide({ exports });
    const failedAt = requests.find(({ status }) => status === 503)?.at ?? Number.NaN;
    const after = requests.filter(({ at }) => at > failedAt && at < failedAt + 30_000);
    expect(new Set(namesOf(after))).toEqual(new Set(['b']));
    expect(after.length).toBeGreaterThan(10);
  });
});

describe('the memory of several exports', () => {
  it.each([
    [['a'], 2],
    [['a', 'b'], 4],
    [['a', 'b', 'c', 'd', 'e', 'f'], 4],
  ])('holds at most two pages per export and four in all, even if S3 is slow: %j', async (names, inAll) => {
    const history: number[][] = [];
    const exports = slowBodies(1_000, names);
    const { result } = await runSideBySide({ exports, awsMs: 20_000, memory: watched(history) });
    expect(result?.exports.map(({ outcome, pages }) => [outcome, pages])).toEqual(names.map(() => ['caught_up', 4]));
    expect(Math.max(...history.flat())).toBeLessThanOrEqual(2);
    expect(Math.max(...history.map(sum))).toBe(inAll);
    expect(sum(history.at(-1) ?? [])).toBe(0);
  });

  it('adds no wait for a place to the duration of a page', async () => {
    const { events } = await runSideBySide({ exports: slowBodies(50_000), awsMs: 10 });
    const durations = events.flatMap((event) => (event.kind === 'page' ? event.duration_ms : []));
    expect(durations).toHaveLength(16);
    expect(Math.max(...durations)).toBeLessThan(50_200);
  });

  it('reduces no page size while a page waits for a place', async () => {
    const exports = slowBodies(200_000);
    const { result, cursors } = await runSideBySide({ exports, remainingMs: 300_000 });
    const outcomes = result?.exports.map(({ outcome, pages }) => [outcome, pages]);
    // Only three bodies arrive at once. The fourth gets a place at 200 s, and its body is aborted.
    expect(outcomes).toEqual([...NAMES.slice(1).map(() => ['budget_spent', 1]), ['budget_spent', 0]]);
    const waiting = await runSideBySide({ exports, remainingMs: 150_000 });
    expect(NAMES.map((name) => waiting.cursors.items.get(`acme/${name}`)?.perPage)).toEqual([500, 500, 500, undefined]);
    expect(cursors.items.get('acme/d')?.perPage).toBe(500);
  });

  it('stops all requests while it holds more than 64 MB', async () => {
    const exports = [
      { resource: resourceNamed('a'), pageMs: 5_000, pages: 2, bytes: 65_000 },
      { resource: resourceNamed('b'), pageMs: 1_000, pages: 20 },
    ];
    const { requests, result } = await runSideBySide({ exports, awsMs: 10_000, memory: magnified });
    expect(result?.exports.map(({ outcome }) => outcome)).toEqual(['caught_up', 'caught_up']);
    const [largeReadAt] = requests.flatMap(({ exported, readAt }) => (exported === exports[0] ? (readAt ?? []) : []));
    const during = requests.filter(({ at }) => at > (largeReadAt ?? 0) && at < (largeReadAt ?? 0) + 20_000);
    expect(during).toEqual([]);
  });
});

describe('the time of several exports', () => {
  it('ends an export by the duration of the pages of that export alone', async () => {
    const exports = [
      { resource: resourceNamed('slow'), pageMs: 30_000 },
      { resource: resourceNamed('fast'), pageMs: 1_000 },
    ];
    const { requests, budget, result } = await runSideBySide({ exports, remainingMs: 5 * MINUTE });
    const lastOf = (name: string): number =>
      requests.findLast(({ exported }) => exported.resource.name === name)?.at ?? 0;
    expect(budget.workBy - lastOf('slow')).toBeGreaterThan(30_000);
    expect(budget.workBy - lastOf('fast')).toBeLessThan(4_000);
    expect(result?.exports.map(({ outcome }) => outcome)).toEqual(['budget_spent', 'budget_spent']);
  });

  it('starts the first page of a further export only while half of it is left', async () => {
    const exports = NAMES.map((name) => ({ resource: resourceNamed(name), pageMs: 100 }));
    const { requests, startedAt, result } = await runSideBySide({
      exports,
      request: { requestsPerMinute: 1 },
      remainingMs: 3 * MINUTE,
    });
    expect(namesOf(requests)).toEqual(['a', 'b', 'a']);
    expect(requests.map(({ at }) => Math.round((at - startedAt) / MINUTE))).toEqual([0, 1, 2]);
    expect(result?.exports.map(({ outcome }) => outcome)).toEqual([
      'rate_limited',
      'rate_limited',
      'budget_spent',
      'budget_spent',
    ]);
  });

  it('reduces the page size of an export whose first page it aborts, and of no other', async () => {
    const exports = [
      { resource: resourceNamed('slow'), pageMs: 10 * MINUTE },
      { resource: resourceNamed('fast'), pageMs: 1_000 },
    ];
    const { cursors } = await runSideBySide({ exports, remainingMs: MINUTE });
    expect(cursors.items.get('acme/slow')).toMatchObject({ perPage: 500 });
    expect(cursors.items.get('acme/fast')).not.toHaveProperty('perPage');
  });
});

describe('an export that fails', () => {
  it('leaves the others running, and its error is thrown at the end', async () => {
    const exports = [
      { resource: resourceNamed('a'), pageMs: 1_000, pages: 10 },
      { resource: resourceNamed('b'), pageMs: 1_000, respond: () => ({ status: 400 }) },
    ];
    const { error, requests, cursors } = await runSideBySide({ exports });
    expect(error).toMatchObject({
      name: 'ZendeskRefusedError',
      errors: [{ export: 'acme/b', name: 'ZendeskRefusedError' }],
    });
    expect(namesOf(requests).filter((name) => name === 'a')).toHaveLength(10);
    for (const item of cursors.items.values()) expect(item).not.toHaveProperty('leaseOwner');
  });

  it('frees its memory for the others', async () => {
    const exports = NAMES.map((name, index) => ({ resource: resourceNamed(name), pageMs: 100, pages: 5 + index }));
    let landed = 0;
    const { error } = await runSideBySide({
      exports,
      onCall(call) {
        if (call === 'land' && (landed += 1) <= 3) throw new Error('S3 is down');
      },
    });
    expect(error).toMatchObject({ message: 'S3 is down', errors: { length: 3 } });
  });

  it('releases its lease before the end of the run, even if all exports fail at the deadline', async () => {
    const exports = NAMES.map((name) => ({ resource: resourceNamed(name), pageMs: 100 }));
    const { at, budget, result, cursors } = await runSideBySide({
      exports,
      remainingMs: MINUTE,
      awsMs: 100,
      async onCall(call, { signal }) {
        if (call === 'land') await once(signal, 'abort');
      },
    });
    expect(at).toBeLessThanOrEqual(budget.returnBy);
    expect(result?.exports.map(({ outcome }) => outcome)).toEqual(NAMES.map(() => 'budget_spent'));
    for (const item of cursors.items.values()) expect(item).not.toHaveProperty('leaseOwner');
  });
});
