import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from './support/test-world.ts';

/*
 * Bugs of other exporters that lost or duplicated data or looped, from their issue trackers. Bugs about requests are in
 * known-exporter-bugs-requests.test.ts; those about pinned seconds, lookback, time budget and credentials are in the
 * tests of these features.
 */

function worldWith(tickets: number, spacing = 1): TestWorld {
  const world = createTestWorld({ rateLimit: { total: 1000, windowSeconds: 60 } });
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i * spacing });
  return world;
}

const readStatuses = (world: TestWorld): Set<string> =>
  new Set(world.landed().map((text) => String(JSON.parse(text).status)));

describe('completeness', () => {
  it('exports system updates that change only generated_timestamp (airbyte#81640, #28774, #43446, dlt#621)', async () => {
    const world = worldWith(5);
    await world.invoke();
    const { updatedAt } = world.account.current(2).facts;
    world.account.systemUpdate(2, { second: BEGAN + 5000 });
    expect(world.account.current(2).facts.updatedAt).toBe(updatedAt);

    await world.invoke();
    expect(world.missing()).toEqual([]);
  });

  it('takes the next start_time from the response, not from the wall clock (airbyte#28173)', async () => {
    const world = worldWith(5, 10);
    await world.invoke();
    await world.invoke();
    expect(world.pages().map(({ query }) => query['start_time'])).toEqual(['0', String(BEGAN + 40)]);
  });

  it('does not stop at a null next_page or a small count (airbyte#34243, node-zendesk#192)', async () => {
    const world = worldWith(45);
    world.happens = () => ({
      kind: 'rewrite',
      page: (body) => body.replace(/"next_page":"[^"]*"/, '"next_page":null').replace(/"count":\d+/, '"count":3'),
    });
    await world.invoke({ pageSize: 10 });
    expect(world.missing()).toEqual([]);
    expect(world.pages().length).toBe(5);
  });

  it('lands a page whose first record has landed before (estuary#5010)', async () => {
    const world = worldWith(5);
    await world.invoke();
    world.account.update(5, { second: BEGAN + 4 });
    world.account.update(4, { second: BEGAN + 4 });
    expect(await world.invoke()).toMatchObject({ pages: 1 });
    expect(world.missing()).toEqual([]);
  });

  it('fails, instead of reading no rows, if a body cannot be decoded (airbyte#26414, #30142, #37450)', async () => {
    const world = worldWith(5);
    world.happens = () => ({ kind: 'respond', status: 200, body: '{"tickets":[{"id":1,' });
    await expect(world.invoke()).rejects.toMatchObject({ name: 'MalformedPageError' });
    expect(world.item()).toEqual({});
  });

  it('stores the position only after the page has landed (NiFi GetZendesk)', async () => {
    const world = worldWith(25);
    const calls: string[] = [];
    world.onCall = (call) => void calls.push(call);
    await world.invoke({ pageSize: 10 });
    expect(calls).toEqual(['read', 'acquire', 'land', 'checkpoint', 'land', 'checkpoint', 'land', 'checkpoint']);
  });

  it('reads the last second again, instead of starting one second later (conduit, lakeflow#249)', async () => {
    const world = worldWith(5);
    await world.invoke();
    world.account.create({ second: BEGAN + 4 });
    await world.invoke();
    expect(world.pages()[1]?.query['start_time']).toBe(String(BEGAN + 4));
    expect(world.missing()).toEqual([]);
  });

  it('exports archived and deleted tickets (airbyte#10613, zammad#2694, zenpy#282, estuary#2007)', async () => {
    const world = worldWith(5);
    world.account.create({ second: BEGAN + 10, closed: true });
    world.account.delete(1, { second: BEGAN + 20 });
    world.account.delete(2, { second: BEGAN + 21, permanently: true });
    await world.invoke();
    expect(world.missing()).toEqual([]);
    expect([...readStatuses(world)]).toEqual(expect.arrayContaining(['closed', 'deleted']));
  });

  it('lands custom field values of changing types unchanged (tap-zendesk#58, airbyte#14829)', async () => {
    const world = worldWith(200);
    await world.invoke();
    const landed = world.landed();
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

describe('duplicates', () => {
  it('does not multiply rows in repeated attempts, because each page has a checkpoint (airbyte#52133)', async () => {
    const world = worldWith(95);
    let requests = 0;
    // Every fourth response is a 504, and every run is killed at its third page.
    let pages = 0;
    world.happens = () =>
      (requests += 1) % 4 === 0 ? { kind: 'respond', status: 504, body: 'upstream request timeout' } : undefined;
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

  it('does not land the last record again in every run (airbyte#17797, pipeshub#2836)', async () => {
    const world = worldWith(3);
    for (let run = 0; run < 10; run += 1) await world.invoke();
    expect(world.keys()).toHaveLength(1);
  });
});

describe('termination', () => {
  it('stops at end_of_stream although next_page repeats (zendesk_api_client_rb#168, #225, zenpy#451, zendesk-java-client#59)', async () => {
    const world = worldWith(2, 0);
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up' });
    expect(world.pages()).toHaveLength(1);
    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up' });
    expect(world.pages()).toHaveLength(2);
  });

  it('does not request an empty page forever if it does not end the stream', async () => {
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

  it('advances in every run even if each is killed, instead of starting over (airbyte#83777, #85760)', async () => {
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
});
