import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

function worldWith(tickets: number): TestWorld {
  const world = createTestWorld();
  for (let i = 0; i < tickets; i += 1) world.account.create({ second: BEGAN + i });
  return world;
}

describe('the lease', () => {
  it('ends a run immediately, without a request, if another run holds it', async () => {
    const world = worldWith(3);
    const until = Math.floor(world.clock.now() / 1000) + 1000;
    world.setItem({ endTime: BEGAN, startTime: BEGAN, leaseOwner: 'other', leaseUntil: until });

    expect(await world.invoke()).toMatchObject({
      outcome: 'lease_held',
      pages: 0,
      startTime: null,
      endTime: null,
      lagSeconds: null,
    });
    expect(world.requests).toEqual([]);
    expect(world.secretReads).toBe(0);
    expect(world.item()).toMatchObject({ leaseOwner: 'other', leaseUntil: until });
  });

  it('passes to the next run once it has expired', async () => {
    const world = worldWith(3);
    world.setItem({
      endTime: BEGAN,
      startTime: BEGAN,
      leaseOwner: 'crashed',
      leaseUntil: Math.floor(world.clock.now() / 1000) + 299,
    });

    expect(await world.invoke()).toMatchObject({ outcome: 'caught_up', pages: 1 });
    expect(world.item()).not.toHaveProperty('leaseOwner');
  });

  it("lasts until the invocation's own deadline, rounded up", async () => {
    const world = worldWith(3);
    let itemDuringRun: unknown;
    world.happens = () => void (itemDuringRun = world.item());
    const deadline = world.clock.now() + 300_000 + 61_200;

    await world.invoke({}, { remainingMs: 61_200 });
    expect(itemDuringRun).toMatchObject({ leaseOwner: expect.any(String), leaseUntil: Math.ceil(deadline / 1000) });
  });

  it.each(['land', 'checkpoint'])('protects the item of the new owner if it is lost before %s', async (at) => {
    const world = worldWith(30);
    const taken = { endTime: BEGAN, startTime: BEGAN, leaseOwner: 'thief', leaseUntil: 9_999_999_999 };
    world.onCall = (call) => {
      if (call === at) world.setItem(taken);
    };

    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'lease_lost' });
    expect(world.item()).toEqual(taken);
    // The second page was being read already, and does not land.
    expect(world.pages()).toHaveLength(2);
    expect(world.keys().length).toBeLessThanOrEqual(1);
  });

  it('reports the position after the last page read if it is lost before the checkpoint', async () => {
    const world = worldWith(30);
    world.onCall = (call) => {
      if (call === 'checkpoint') world.setItem({ leaseOwner: 'thief', leaseUntil: 9_999_999_999 });
    };
    expect(await world.invoke({ pageSize: 10, startTime: BEGAN })).toMatchObject({
      pages: 1,
      startTime: BEGAN,
      endTime: BEGAN + 9,
    });
  });

  it('ends with the run if an operator moves end_time forward, so that the next run need not wait', async () => {
    const world = worldWith(30);
    world.onCall = (call) => {
      if (call === 'checkpoint') world.setItem({ ...world.item(), endTime: BEGAN + 20 });
    };
    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'lease_lost' });
    world.onCall = () => undefined;
    expect(world.item()).toEqual({ endTime: BEGAN + 20 });
    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up', startTime: BEGAN + 20 });
  });

  it('ends with a failed run, unless another run owns it by then', async () => {
    const world = worldWith(3);
    world.happens = () => ({ kind: 'respond', status: 404, body: '{"error":"RecordNotFound"}' });
    await expect(world.invoke()).rejects.toMatchObject({ name: 'ZendeskRefusedError' });
    expect(world.item()).toEqual({});

    const taken = { leaseOwner: 'thief', leaseUntil: 9_999_999_999 };
    world.happens = () => {
      world.setItem(taken);
      return { kind: 'respond', status: 404, body: '{"error":"RecordNotFound"}' };
    };
    await expect(world.invoke()).rejects.toMatchObject({ name: 'ZendeskRefusedError' });
    expect(world.item()).toEqual(taken);
  });

  it('does not replace the first error if its release fails too', async () => {
    const world = worldWith(3);
    world.onCall = (call) => {
      if (call !== 'acquire') throw Object.assign(new Error(`${call} broke`), { name: 'StorageError' });
    };
    await expect(world.invoke()).rejects.toMatchObject({ message: 'land broke' });
  });

  it('makes the next run fetch two pages again if a run crashes before a checkpoint', async () => {
    const world = worldWith(25);
    let checkpoints = 0;
    world.onCall = (call) => {
      if (call === 'checkpoint' && (checkpoints += 1) === 2) throw new Error('killed');
      if (call === 'release' && checkpoints === 2) throw new Error('killed');
    };
    await expect(world.invoke({ pageSize: 10 })).rejects.toThrow('killed');
    world.onCall = () => undefined;
    const before = world.pages().length;

    expect(await world.invoke({ pageSize: 10 }, { afterMs: 900_000 })).toMatchObject({
      outcome: 'caught_up',
      pages: 1,
    });
    expect(world.pages()[before]?.query['start_time']).toBe(String(BEGAN + 9));
    expect(world.missing()).toEqual([]);
  });

  it('protects a manual rewind from the running run, and the next run begins there', async () => {
    const world = worldWith(25);
    world.happens = ({ query }) => {
      // The operator rewinds during the request for the second page.
      if (query['start_time'] === String(BEGAN + 9)) world.setItem({ endTime: BEGAN + 1, startTime: BEGAN });
      return undefined;
    };
    expect(await world.invoke({ pageSize: 10, startTime: BEGAN })).toMatchObject({ outcome: 'lease_lost' });
    expect(world.item()).toEqual({ endTime: BEGAN + 1, startTime: BEGAN });
    world.happens = () => undefined;
    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'caught_up', startTime: BEGAN + 1 });
  });
});
