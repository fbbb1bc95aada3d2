import { describe, expect, it } from 'vitest';
import { fillHistory, ticketEventsExport } from '#sandbox/zendesk/index.ts';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const NAME = 'ticket_events';
const EVENTS = { resources: [NAME] };
const WITH_COMMENTS = { include: ['comment_events'] };

function createEventsWorld(tickets = 0): TestWorld {
  const world = createTestWorld({ rateLimit: { total: 1000, windowSeconds: 60 }, exports: [ticketEventsExport] });
  if (tickets > 0) fillHistory(world.account, { tickets, nowMs: world.clock.now(), aiAgentShare: 0.2 });
  return world;
}

const queries = (world: TestWorld) => world.pages().map(({ query }) => query);

describe('the export of ticket events', () => {
  it('includes comments by default', async () => {
    const world = createEventsWorld(100);

    expect(await world.invoke({ resources: [{ name: NAME, pageSize: 50 }] })).toMatchObject({
      outcome: 'caught_up',
    });

    expect(world.differing(NAME, { ...WITH_COMMENTS, supportTypeScope: 'agent' })).toEqual([]);
    expect(world.chain(NAME)).toEqual({ complete: true, gaps: [] });
    expect(world.pages().length).toBeGreaterThan(3);
    for (const query of queries(world)) {
      expect(query).toEqual({ start_time: expect.any(String), per_page: '50', include: 'comment_events' });
    }
  });

  it('omits comments only if its own include is empty', async () => {
    const world = createEventsWorld(20);
    await world.invoke({ resources: [{ name: NAME, include: [] }], supportTypeScope: 'all' });
    expect(world.differing(NAME, { include: [] })).toEqual([]);
    expect(world.landed(NAME).filter((text) => text.includes('"body"'))).toEqual([]);
    for (const query of queries(world)) expect(query).not.toHaveProperty('include');
  });

  it('keeps its comments if the request names sideloads of tickets', async () => {
    const world = createEventsWorld(20);
    await world.invokeAll({ resources: ['tickets', NAME], include: ['users'], supportTypeScope: 'all' });
    expect(world.pages().map(({ path, query: { include } }) => [path, include])).toEqual([
      ['/api/v2/incremental/tickets', 'users'],
      ['/api/v2/incremental/ticket_events', 'comment_events'],
    ]);
    expect(world.differing(NAME, WITH_COMMENTS)).toEqual([]);
  });
});

const bodyIn = (text: string | undefined): string => /"body":"([^"]*)"/.exec(text ?? '')?.[1] ?? '';
const firstEvent = (world: TestWorld) => world.zendesk.expectedRecords(NAME, WITH_COMMENTS)[0];

describe('a comment that is redacted', () => {
  it('stays readable in the lake until a rewind reads its event again', async () => {
    const world = createEventsWorld();
    const id = world.account.create({ second: BEGAN });
    for (let i = 1; i <= 20; i += 1) world.account.create({ second: BEGAN + 100 * i });
    await world.invoke(EVENTS);
    const before = firstEvent(world);
    world.account.redact(id, 0, { second: BEGAN + 5000 });
    const after = firstEvent(world);
    expect(after).toMatchObject({ id: before?.id, second: before?.second });
    expect(bodyIn(after?.text)).not.toBe(bodyIn(before?.text));

    await world.invoke(EVENTS);
    // The redaction is a new event, which lands. The old event has the same version as before.
    expect(world.differing(NAME, WITH_COMMENTS)).toEqual([before?.id]);

    world.rewind(NAME, BEGAN);
    expect(await world.invoke(EVENTS)).toMatchObject({ outcome: 'caught_up', pages: 1 });
    expect(world.differing(NAME, WITH_COMMENTS)).toEqual([]);
    expect(world.chain(NAME)).toEqual({ complete: true, gaps: [] });
  });

  it('disappears from the lake without a rewind if its event is in the lookback window', async () => {
    const world = createEventsWorld();
    const second = Math.floor(world.clock.now() / 1000);
    for (let i = 0; i < 5; i += 1) world.account.create({ second: BEGAN + i });
    const id = world.account.create({ second: second + 100 });
    await world.invoke(EVENTS);
    world.account.redact(id, 0, { second: second + 310 });

    await world.invoke(EVENTS);

    expect(world.differing(NAME, WITH_COMMENTS)).toEqual([]);
  });
});
