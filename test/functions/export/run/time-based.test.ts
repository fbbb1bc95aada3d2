import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

function worldWith(tickets: number, spacing = 1): TestWorld {
  const world = createTestWorld();
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i * spacing });
  return world;
}

const rewritePage = (change: (page: { tickets: unknown[]; [key: string]: unknown }) => object) => () => ({
  kind: 'rewrite' as const,
  page: (body: string) => JSON.stringify(change(JSON.parse(body))),
});

describe('time-based pagination', () => {
  it('lands 2,500 tickets in three chained objects and persists the last end_time', async () => {
    const world = worldWith(2500);

    const result = await world.invoke();

    expect(result).toMatchObject({ outcome: 'caught_up', pages: 3, records: 2502, startTime: 0 });
    const intervals = world.keys().map((key) => key.split('/').at(-1)?.slice(0, 21));
    expect(intervals).toEqual([
      `0000000000-${BEGAN + 999}`,
      `${BEGAN + 999}-${BEGAN + 1998}`,
      `${BEGAN + 1998}-${BEGAN + 2499}`,
    ]);
    expect(world.item()).toMatchObject({ endTime: BEGAN + 2499, startTime: 0 });
    expect(world.missing()).toEqual([]);
  });

  it('adds no object while nothing changes, and one object for an update and a new ticket', async () => {
    const world = worldWith(30);
    await world.invoke();

    const idle = [await world.invoke(), await world.invoke(), await world.invoke()];
    expect(idle.map(({ outcome, pages }) => ({ outcome, pages }))).toEqual(
      idle.map(() => ({ outcome: 'caught_up', pages: 0 })),
    );
    expect(world.keys()).toHaveLength(1);

    world.account.update(7);
    world.account.create();
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 1, records: 3 });
    expect(world.missing()).toEqual([]);
    await world.invoke({}, { afterMs: 900_000 });
    await world.invoke();
    expect(world.keys()).toHaveLength(2);
  });

  it('makes one request to Zendesk and none to S3 for an idle poll', async () => {
    const world = worldWith(5);
    await world.invoke();
    const calls: string[] = [];
    world.onCall = (call) => void calls.push(call);
    const before = world.requests.length;

    await world.invoke();

    expect(world.requests.length - before).toBe(1);
    expect(calls).toEqual(['read', 'acquire', 'checkpoint']);
  });

  it('lands a second update within one second, although id and timestamp are equal', async () => {
    const world = worldWith(3);
    await world.invoke();
    world.account.update(3, { second: BEGAN + 2 });

    expect(await world.invoke()).toMatchObject({ pages: 1, records: 1 });
    expect(world.missing()).toEqual([]);
  });

  it('ends as caught_up on an empty page that ends the stream, and keeps its position', async () => {
    const world = worldWith(3);
    await world.invoke();
    const before = world.item();
    world.happens = rewritePage(() => ({
      tickets: [],
      count: 0,
      end_of_stream: true,
      next_page: null,
      end_time: BEGAN + 90_000,
    }));

    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 0, endTime: before.endTime });
    expect(world.item()).toEqual(before);
    expect(world.pages()).toHaveLength(2);
  });

  it('persists the time of the last page, even of an empty one', async () => {
    const world = createTestWorld();
    const readAt = (): number | undefined => world.cursors.items.get('acme/tickets')?.readAt;
    await world.invoke();
    const first = readAt();
    expect(first).toBe(Math.floor(world.clock.now() / 1000));
    world.happens = () => ({ kind: 'respond', status: 400, body: '{"error":"StartTimeTooRecent"}' });
    await world.invoke();
    expect(readAt()).toBe(first);
    world.happens = () => undefined;
    world.account.create({ second: BEGAN });
    await world.invoke();
    expect(readAt()).toBe(Math.floor(world.clock.now() / 1000));
  });

  it('persists nothing if an export begins with an empty page', async () => {
    const world = createTestWorld();

    expect(await world.invoke({ startTime: BEGAN })).toMatchObject({
      outcome: 'caught_up',
      startTime: BEGAN,
      endTime: BEGAN,
    });
    expect(world.item()).toEqual({});
  });

  it('advances only to the newest record if end_time is ahead of it', async () => {
    const world = worldWith(3);
    world.happens = () => ({
      kind: 'rewrite',
      page: (body) => body.replace(/"end_time":\d+/, `"end_time":${BEGAN + 500}`),
    });

    await world.invoke();
    expect(world.item()).toMatchObject({ endTime: BEGAN + 2 });
    world.account.create({ second: BEGAN + 100 });
    await world.invoke();
    expect(world.missing()).toEqual([]);
  });

  it('advances only to end_time if records are beyond it, and leaves no gap in the listing', async () => {
    const world = worldWith(5);
    world.happens = ({ query }) =>
      query['start_time'] === '0'
        ? {
            kind: 'rewrite',
            page: (body) =>
              body
                .replace(/"end_time":\d+/, `"end_time":${BEGAN + 1}`)
                .replace('"end_of_stream":true', '"end_of_stream":false'),
          }
        : undefined;

    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 2 });
    expect(world.keys().map((key) => key.split('/').at(-1)?.slice(0, 21))).toEqual([
      `0000000000-${BEGAN + 1}`,
      `${BEGAN + 1}-${BEGAN + 4}`,
    ]);
  });

  it('makes no request while the position is less than 61 seconds old', async () => {
    const world = worldWith(1);
    const now = Math.floor((world.clock.now() + 300_000) / 1000);

    expect(await world.invoke({ startTime: now - 60 })).toMatchObject({ outcome: 'caught_up' });
    expect(await world.invoke({ startTime: '2030-01-01T00:00:00Z' })).toMatchObject({
      outcome: 'caught_up',
      startTime: 1_893_456_000,
    });
    expect(world.requests).toEqual([]);
    expect(await world.invoke({ startTime: now }, { afterMs: 1 })).toMatchObject({ outcome: 'caught_up' });
    expect(world.requests).toHaveLength(1);
  });

  it.each([
    [400, '{"error":"StartTimeTooRecent","description":"start_time must be older"}'],
    [400, '{"errors":[{"code":"StartTimeTooRecent","title":"Start time too recent"}]}'],
    [422, '{"error":"InvalidValue","description":"Too recent start_time. Use a start_time older than 5 minutes"}'],
    [422, 'Too recent start_time. Use a start_time older than 5 minutes'],
  ])('ends as caught_up if start_time is too recent: %i %s', async (status, body) => {
    const world = worldWith(3);
    world.happens = () => ({ kind: 'respond', status, body });

    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 0 });
    expect(world.pages()).toHaveLength(1);
  });

  it('sends the options and the page size with every request', async () => {
    const world = worldWith(25);

    await world.invoke({ include: ['users', 'metric_sets'], supportTypeScope: 'all', pageSize: 10 });

    expect(world.pages()).toHaveLength(3);
    for (const { query, headers } of world.pages()) {
      expect(query).toMatchObject({ include: 'users,metric_sets', support_type_scope: 'all', per_page: '10' });
      expect(headers).toMatchObject({ accept: 'application/json', 'accept-encoding': 'gzip' });
      expect(headers['user-agent']).toMatch(/^zendesk-lake\/\d+\.\d+\.\d+/);
    }
    expect(world.pages().map(({ path }) => path)).toEqual(Array(3).fill('/api/v2/incremental/tickets'));
  });

  it('lands exactly the bytes that Zendesk sent, except line breaks', async () => {
    const world = worldWith(1);
    const body = `{"tickets": [\n{"id":12345678901234567890, "generated_timestamp":${BEGAN},\r\n "v":1.10}],"count":1,"end_of_stream":true,"next_page":null,"end_time":${BEGAN}}\n`;
    world.happens = () => ({ kind: 'respond', status: 200, body });

    await world.invoke({ compression: 'none' });

    expect([...world.lake.objects.values()].map((object) => object.body.toString())).toEqual([
      body.replaceAll(/[\r\n]/g, ' '),
    ]);
    expect(world.keys()[0]).toMatch(/\.json$/);
  });

  it('respects a manual change of end_time, whatever other attributes the item has', async () => {
    const world = worldWith(12);
    await world.invoke({ pageSize: 10 });
    const first = world.keys();
    world.setItem({ ...world.item(), endTime: BEGAN + 5 });

    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ startTime: BEGAN + 5, endTime: BEGAN + 11 });
    expect(world.item()).toMatchObject({ endTime: BEGAN + 11, startTime: 0 });
    expect(world.keys().length).toBeGreaterThanOrEqual(first.length);
  });
});
