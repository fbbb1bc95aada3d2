import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, landedTexts, type TestWorld } from './support/test-world.ts';

/*
 * How other exporters lost data, looped or annoyed people, from their own issue trackers: each test is named after
 * such a failure. Failures that have a whole file of their own (pinned seconds, settling, time budget, credentials)
 * are tested there, under their names too.
 */

function worldWith(tickets: number, spacing = 1): TestWorld {
  const world = createTestWorld({ rateLimit: { total: 1000, windowSeconds: 60 } });
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i * spacing });
  return world;
}

const landedStatuses = (world: TestWorld): Set<string> =>
  new Set([...landedTexts(world.lake.objects.values())].map((text) => String(JSON.parse(text).status)));

describe('data loss', () => {
  it('changes by the system that move only generated_timestamp are missed (airbyte#81640, #28774, #43446, dlt#621)', async () => {
    const world = worldWith(5);
    await world.invoke();
    const { updatedAt } = world.account.current(2).facts;
    world.account.systemUpdate(2, { second: BEGAN + 5000 });
    expect(world.account.current(2).facts.updatedAt).toBe(updatedAt);

    await world.invoke();
    expect(world.missing()).toEqual([]);
  });

  it("the next start_time is taken from the wall clock (airbyte#28173): ours is the response's", async () => {
    const world = worldWith(5, 10);
    await world.invoke();
    await world.invoke();
    expect(world.pages().map(({ query }) => query['start_time'])).toEqual(['0', String(BEGAN + 40)]);
  });

  it('exactly 1000 tickets, then "done" (airbyte#34243, node-zendesk#192): neither a null next_page nor a small count ends a stream', async () => {
    const world = worldWith(45);
    world.happens = () => ({
      kind: 'rewrite',
      page: (body) => body.replace(/"next_page":"[^"]*"/, '"next_page":null').replace(/"count":\d+/, '"count":3'),
    });
    await world.invoke({ pageSize: 10 });
    expect(world.missing()).toEqual([]);
    expect(world.pages().length).toBe(5);
  });

  it('a page is dropped for what its first row is (estuary#5010): repetition is judged record by record', async () => {
    const world = worldWith(5);
    await world.invoke();
    world.account.update(5, { second: BEGAN + 4 });
    world.account.update(4, { second: BEGAN + 4 });
    expect(await world.invoke()).toMatchObject({ pages: 1 });
    expect(world.missing()).toEqual([]);
  });

  it('a body that cannot be decoded counts as no rows, and the job is green (airbyte#26414, #30142, #37450)', async () => {
    const world = worldWith(5);
    world.happens = () => ({ kind: 'respond', status: 200, body: '{"tickets":[{"id":1,' });
    await expect(world.invoke()).rejects.toMatchObject({ name: 'MalformedPageError' });
    expect(world.item()).toEqual({});
  });

  it('the position is stored before the page is safe (NiFi GetZendesk): the page lands first', async () => {
    const world = worldWith(25);
    const calls: string[] = [];
    world.onCall = (call) => void calls.push(call);
    await world.invoke({ pageSize: 10 });
    expect(calls).toEqual(['acquire', 'land', 'checkpoint', 'land', 'checkpoint', 'land', 'checkpoint']);
  });

  it('what happens within the last second is lost by starting one second later (conduit, lakeflow#249)', async () => {
    const world = worldWith(5);
    await world.invoke();
    world.account.create({ second: BEGAN + 4 });
    await world.invoke();
    expect(world.pages()[1]?.query['start_time']).toBe(String(BEGAN + 4));
    expect(world.missing()).toEqual([]);
  });

  it('archived and deleted tickets are missing (airbyte#10613, zammad#2694, zenpy#282, estuary#2007)', async () => {
    const world = worldWith(5);
    world.account.create({ second: BEGAN + 10, closed: true });
    world.account.delete(1, { second: BEGAN + 20 });
    world.account.delete(2, { second: BEGAN + 21, permanently: true });
    await world.invoke();
    expect(world.missing()).toEqual([]);
    expect([...landedStatuses(world)]).toEqual(expect.arrayContaining(['closed', 'deleted']));
  });
});

describe('duplicates', () => {
  it('eleven days of attempts make nine times the rows (airbyte#52133): each page is checkpointed, a retry lands nothing twice', async () => {
    const world = worldWith(95);
    let failing = 0;
    // Every fourth answer is a 504 and every run dies at its third page.
    let pages = 0;
    world.happens = () =>
      (failing += 1) % 4 === 0 ? { kind: 'respond', status: 504, body: 'upstream request timeout' } : undefined;
    world.onCall = (call) => {
      if (call === 'checkpoint' && (pages += 1) % 3 === 0) throw new Error('killed');
    };
    for (let run = 0; run < 12; run += 1)
      await world.invoke({ pageSize: 10 }, { afterMs: 900_000 }).catch(() => undefined);

    expect(world.missing()).toEqual([]);
    const records = [...world.lake.objects.values()].reduce(
      (sum, { metadata }) => sum + Number(metadata['records']),
      0,
    );
    expect(records).toBeLessThan(2 * 95);
  });

  it('the last row is sent and stored again by every sync (airbyte#17797, pipeshub#2836)', async () => {
    const world = worldWith(3);
    for (let run = 0; run < 10; run += 1) await world.invoke();
    expect(world.keys()).toHaveLength(1);
  });
});

describe('endless loops', () => {
  it('next_page repeats itself, and end_of_stream is ignored (zendesk_api_client_rb#168, #225, zenpy#451, zendesk-java-client#59)', async () => {
    const world = worldWith(2, 0);
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up' });
    expect(world.pages()).toHaveLength(1);
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up' });
    expect(world.pages()).toHaveLength(2);
  });

  it('an empty page that does not end the stream is asked for forever', async () => {
    const world = worldWith(1);
    world.happens = () => ({
      kind: 'respond',
      status: 200,
      body: '{"tickets":[],"count":0,"end_of_stream":false,"next_page":null,"end_time":null,"after_cursor":null}',
    });
    expect(await world.invoke()).toMatchObject({ outcome: 'stalled' });
    expect(world.pages().map(({ path }) => path)).toEqual([
      '/api/v2/incremental/tickets',
      '/api/v2/incremental/tickets/cursor',
    ]);
  });
});

describe('the rate limit', () => {
  it('backs off for 0.0 seconds (airbyte#11899)', async () => {
    const world = worldWith(1);
    let answers = 0;
    world.happens = () =>
      (answers += 1) <= 5 ? { kind: 'respond', status: 429, headers: { 'retry-after': '0' }, body: '' } : undefined;
    await world.invoke();
    expect(world.clock.sleeps.length).toBeGreaterThanOrEqual(5);
    expect(Math.min(...world.clock.sleeps)).toBeGreaterThanOrEqual(1000);
  });

  it('a 429 in plain text crashes the JSON parser (airbyte#11035)', async () => {
    const world = worldWith(1);
    let answers = 0;
    world.happens = () =>
      (answers += 1) === 1
        ? {
            kind: 'respond',
            status: 429,
            headers: { 'retry-after': '1' },
            body: 'Number of allowed API requests per minute exceeded',
          }
        : undefined;
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 1 });
  });

  it('backs off with quota left, by the wrong header (airbyte#7373)', async () => {
    const world = worldWith(45);
    world.happens = () => ({
      kind: 'rewrite',
      headers: { 'x-rate-limit-remaining': '0', 'ratelimit-remaining': '0', 'ratelimit-reset': '60' },
    });
    await world.invoke({ pageSize: 10 });
    expect(world.clock.sleeps).toEqual([]);
  });

  it('the budget of one endpoint slows all others (airbyte#77548): a token does not count against the exports', async () => {
    const world = createTestWorld({ secret: { clientId: 'lake', clientSecret: 'planted-client-secret' } });
    for (let i = 0; i < 45; i += 1) world.account.create({ second: BEGAN + i });
    await world.invoke({ pageSize: 10, requestsPerMinute: 5 });
    expect(world.requests).toHaveLength(6);
    expect(world.clock.sleeps).toEqual([]);
  });

  it('tries for 30 seconds only, while the window has 60 (tap-zendesk#155)', async () => {
    const world = worldWith(1);
    const began = world.clock.now() + 300_000;
    world.happens = ({ at }) => (at < began + 100_000 ? { kind: 'respond', status: 503, body: '' } : undefined);
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 1 });
  });

  it('a fixed pause after each answer costs half the throughput: waits count from request starts', async () => {
    const world = createTestWorld({ latencyMs: 5000 });
    for (let i = 0; i < 85; i += 1) world.account.create({ second: BEGAN + i });
    await world.invoke({ pageSize: 10, requestsPerMinute: 60 });
    const starts = world.pages().map(({ at }) => at);
    expect(starts.slice(1).map((at, i) => at - (starts[i] ?? 0))).toEqual(starts.slice(1).map(() => 5000));
  });
});

describe('start_time', () => {
  it('is required even for everything (PostHog#37480), in whole seconds (tap-zendesk 2.7.3)', async () => {
    const world = worldWith(25);
    await world.invoke({ pageSize: 10, startTime: '2020-01-01T00:00:00.750+02:00' });
    for (const { query } of world.pages()) expect(query['start_time']).toMatch(/^\d+$/);
    expect(world.pages()[0]?.query['start_time']).toBe('1577829600');
  });

  it.each([-1, '1969-12-31T23:59:59Z', '2020-13-01T00:00:00Z', '2020-01-01', 1.5, 1_577_829_600_000])(
    'bad or ignored (airbyte#24252, #12059, estuary#2329): %j is refused before any request',
    async (startTime) => {
      const world = worldWith(1);
      await expect(world.invoke({ startTime })).rejects.toMatchObject({
        name: 'InvalidRequestError',
        message: expect.stringContaining('startTime'),
      });
      expect(world.requests).toEqual([]);
    },
  );
});

describe('performance and operation', () => {
  it('asks for 100 tickets at a time (airbyte#9062, estuary#1880): ours is the maximum', async () => {
    const world = worldWith(1);
    await world.invoke();
    expect(world.pages()[0]?.query['per_page']).toBe('1000');
  });

  it('a long walk is killed and starts over for ever (airbyte#83777, #85760)', async () => {
    const world = worldWith(95);
    let landed = 0;
    world.onCall = (call) => {
      if (call === 'land' && (landed += 1) % 4 === 0) throw new Error('killed');
    };
    const starts: (number | undefined)[] = [];
    for (let run = 0; run < 4; run += 1) {
      await world.invoke({ pageSize: 10 }, { afterMs: 900_000 }).catch(() => undefined);
      starts.push(world.item().endTime);
    }
    expect(new Set(starts).size).toBe(4);
    expect(world.missing()).toEqual([]);
  });

  it('custom field values of changing type break typed targets (tap-zendesk#58, airbyte#14829): they land as they came', async () => {
    const world = worldWith(200);
    await world.invoke();
    const landed = [...landedTexts(world.lake.objects.values())];
    const types = new Set(
      landed.flatMap((text) =>
        (JSON.parse(text).custom_fields as { value: unknown }[]).map(({ value }) =>
          Array.isArray(value) ? 'array' : typeof value,
        ),
      ),
    );
    expect(types.size).toBeGreaterThanOrEqual(4);
    expect(world.missing()).toEqual([]);
  });
});
