import { describe, expect, it } from 'vitest';
import { SMALL_PLAN_GAPS } from '#sandbox/zendesk/index.ts';
import { createTestWorld, type SeenRequest, type TestWorld } from '#test/support/test-world.ts';
import { expectedRows, latestRows, numbersOf, snapshotsOf, withListPages } from '#test/support/functions/snapshots.ts';

const MACROS = { resources: ['macros'] };
const LIMITS = { otherRateLimits: { account: { total: 10_000, windowSeconds: 60 } } };

const createWorld = (): TestWorld => createTestWorld({ ...LIMITS, resources: withListPages(40) });

const hasCursor = ({ query }: SeenRequest): boolean => 'page[after]' in query;
const pageOf = (body: string): { meta: { has_more: boolean; after_cursor: string | null } } => JSON.parse(body);

describe('a refused cursor of a list', () => {
  it.each([400, 404, 422])('begins a new, later snapshot in the same run (%i)', async (status) => {
    const world = createWorld();
    let refusals = 0;
    world.happens = (request) =>
      hasCursor(request) && (refusals += 1) === 1 ? { kind: 'respond', status, body: '{}' } : undefined;

    expect(await world.invoke(MACROS)).toMatchObject({ outcome: 'caught_up' });

    const [first, second] = snapshotsOf(world, 'macros');
    expect([first?.isComplete, second?.isComplete]).toEqual([false, true]);
    expect(second?.time).toBeGreaterThan(first?.time ?? NaN);
    expect(second && numbersOf(second)).toEqual([1, 2, 3, 4]);
    expect(latestRows(world, 'macros')).toEqual(expectedRows(world, 'macros'));
  });

  it('fails the run if the new snapshot meets it too, and the next run begins another one', async () => {
    const world = createWorld();
    world.happens = (request) => (hasCursor(request) ? { kind: 'respond', status: 400, body: '{}' } : undefined);
    await expect(world.invoke(MACROS)).rejects.toMatchObject({ name: 'ZendeskRefusedError' });
    expect(world.runHistory('macros')).toMatchObject({ lastOutcome: 'ZendeskRefusedError', stalledRuns: 0 });

    world.happens = () => undefined;
    expect(await world.invoke(MACROS, { afterMs: 3_600_000 })).toMatchObject({ outcome: 'caught_up' });
    const times = snapshotsOf(world, 'macros').map(({ time }) => time);
    expect(new Set(times).size).toBe(3);
  });
});

describe('a list whose pages lead nowhere', () => {
  it.each([
    ['the cursor asked with', (asked: string) => asked],
    ['no cursor', () => null],
  ])('is stalled after a page with has_more and %s, and the next run begins a new snapshot', async (_, cursorFor) => {
    const world = createWorld();
    world.happens = ({ query }) => ({
      kind: 'rewrite',
      page(body) {
        const asked = query['page[after]'];
        const parsed = pageOf(body);
        return asked === undefined
          ? body
          : JSON.stringify({ ...parsed, meta: { has_more: true, after_cursor: cursorFor(asked) } });
      },
    });

    expect(await world.invoke(MACROS)).toMatchObject({ outcome: 'stalled', pages: 1, endTime: null });
    const [first] = snapshotsOf(world, 'macros');
    expect(world.item('macros')).toEqual({ snapshot: { time: first?.time } });
    expect(world.runHistory('macros')).toMatchObject({ lastOutcome: 'stalled', stalledRuns: 1 });

    world.happens = () => undefined;
    expect(await world.invoke(MACROS)).toMatchObject({ outcome: 'caught_up', pages: 4 });
    expect(snapshotsOf(world, 'macros').map(({ isComplete }) => isComplete)).toEqual([false, true]);
  });

  it.each([
    ['custom_statuses', { next_page: 'https://acme.zendesk.com/api/v2/custom_statuses?page=2' }],
    ['custom_statuses', { meta: { has_more: true } }],
    ['holidays', { next_page: 'https://acme.zendesk.com/api/v2/next' }],
  ])('lands nothing of %s if the response says that more follows: %j', async (name, members) => {
    const world = createWorld();
    world.happens = () => ({ kind: 'rewrite', page: (body) => JSON.stringify({ ...JSON.parse(body), ...members }) });
    expect(await world.invoke({ resources: [name] })).toMatchObject({ outcome: 'stalled', pages: 0 });
    expect(world.keys()).toEqual([]);
  });
});

describe('a 504 for a page of a list', () => {
  it('halves the page size of a list by cursor, and continues the snapshot with it', async () => {
    const world = createWorld();
    world.happens = ({ query }) => (query['page[size]'] === '40' ? { kind: 'respond', status: 504 } : undefined);
    expect(await world.invoke(MACROS)).toMatchObject({ outcome: 'caught_up' });
    expect(world.pages()[1]?.query).toEqual({ 'page[size]': '20' });
    expect(latestRows(world, 'macros')).toEqual(expectedRows(world, 'macros'));
  });

  it.each([
    ['custom_roles', { page: '1', per_page: '40' }],
    ['custom_statuses', {}],
  ])('repeats the same request for %s', async (name, query) => {
    const world = createWorld();
    let requests = 0;
    world.happens = () => ((requests += 1) < 3 ? { kind: 'respond', status: 504 } : undefined);
    expect(await world.invoke({ resources: [name] })).toMatchObject({ outcome: 'caught_up' });
    expect(world.pages().map((request) => request.query)).toEqual([query, query, query]);
    expect(world.item(name)).not.toHaveProperty('perPage');
  });
});

it('the lists that a small plan lacks are unavailable, and the others land', async () => {
  const world = createTestWorld(LIMITS);
  world.zendesk.setGaps(SMALL_PLAN_GAPS);
  const lacking = Object.keys(SMALL_PLAN_GAPS);
  const event = { resources: ['groups', ...lacking] };

  const { exports } = await world.invokeAll(event);
  expect(exports.map(({ resource, outcome }) => [resource, outcome])).toEqual([
    ['groups', 'caught_up'],
    ...lacking.map((name) => [name, 'unavailable']),
  ]);
  expect(exports[1]).toMatchObject({ startTime: null, endTime: null, lagSeconds: null });
  expect(world.logs.filter(({ message }) => message === 'unavailable')).toHaveLength(lacking.length);

  // Not asked for again for a day.
  const requests = world.pages().length;
  const soon = await world.invokeAll(event, { afterMs: 86_000_000 });
  expect(new Set(soon.exports.map(({ outcome }) => outcome))).toEqual(new Set(['not_due']));
  expect(world.pages()).toHaveLength(requests);

  world.zendesk.setGaps({});
  const later = await world.invokeAll(event, { afterMs: 400_000 });
  expect(new Set(later.exports.map(({ outcome }) => outcome))).toEqual(new Set(['caught_up']));
});
