import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

/** Creates a world whose process is suspended for an hour with a call, and whose signals have then aborted it. */
function worldThatFreezesAt(call: string): TestWorld {
  const world = createTestWorld();
  for (let i = 0; i < 30; i += 1) world.account.create({ second: BEGAN + i });
  world.onCall = (each, { signal }) => {
    if (each !== call) return;
    if (!signal.aborted) world.clock.advance(3_600_000);
    throw Object.assign(new Error('no response before the time limit'), { name: 'StorageError' });
  };
  return world;
}

describe('a process that wakes after its deadline', () => {
  it.each(['land', 'checkpoint'])('reports lease_lost instead of a storage fault (frozen during %s)', async (call) => {
    const world = worldThatFreezesAt(call);
    const released: string[] = [];
    const { onCall } = world;
    world.onCall = (each, detail) => {
      if (each === 'release') released.push(each);
      return onCall(each, detail);
    };
    expect(await world.invoke({ pageSize: 10 })).toMatchObject({ outcome: 'lease_lost' });
    expect(released).toEqual([]);
  });

  it('reports that it was suspended if it froze before it got the lease', async () => {
    const world = worldThatFreezesAt('acquire');
    await expect(world.invoke()).rejects.toMatchObject({
      name: 'StorageError',
      message: expect.stringMatching(/^acme\/tickets: the process was suspended .* until after its deadline\./),
    });
  });
});
