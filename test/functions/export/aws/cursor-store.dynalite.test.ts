import type { ReleaseUpdate } from '#functions/export/core/state/cursor.ts';
import { describe, expect, it } from 'vitest';
import { createCursorStore } from '#functions/export/aws/cursor-store.ts';
import { cursorTable, NEVER } from '#test/support/functions/aws.ts';

const ID = 'acme/tickets';
const NOW = 1_700_000_000_000;
const MINE = { owner: 'me', until: 1_700_000_900 };
const THEIRS = { owner: 'they', until: 1_700_001_900 };
const AFTER_MINE = (MINE.until + 1) * 1000;

/** Creates a table, and the calls of two attempts that share it. */
async function createTable() {
  const real = await cursorTable();
  const cursors = createCursorStore(real.client, 'cursors');
  return {
    ...real,
    read: (ids: readonly string[]) => cursors.read(ids, NEVER),
    acquire: (lease = MINE, now = NOW) => cursors.acquire(ID, lease, now, NEVER),
    checkpoint: (lease: typeof MINE, endTime: number, more: object = {}) =>
      cursors.checkpoint(ID, lease, { endTime, startTime: 100, ...more }, { release: false }, NEVER),
    checkpointAndRelease: (lease: typeof MINE, endTime: number) =>
      cursors.checkpoint(ID, lease, { endTime, startTime: 100 }, { release: true }, NEVER),
    release: (lease: typeof MINE, update?: ReleaseUpdate) => cursors.release(ID, lease, update, NEVER),
  };
}

it('read returns the items of all exports without a lease, and empty ones for new exports', async () => {
  const { read, acquire, checkpoint } = await createTable();
  await acquire(MINE);
  await checkpoint(MINE, 200);
  const items = await read([ID, 'acme/users']);
  expect([...items.keys()]).toEqual([ID, 'acme/users']);
  expect(items.get(ID)).toMatchObject({ endTime: 200, startTime: 100 });
  expect(items.get('acme/users')).toEqual({});
});

describe('acquire', () => {
  it('lets exactly one of twenty concurrent attempts win the lease', async () => {
    const { acquire, item } = await createTable();
    const owners = Array.from({ length: 20 }, (_, i) => `attempt-${i}`);
    const results = await Promise.all(owners.map((owner) => acquire({ ...MINE, owner })));
    const winners = owners.filter((_, i) => results[i] !== 'held');
    expect(winners).toHaveLength(1);
    expect((await item())?.['lease_owner']).toEqual({ S: winners[0] });
  });

  it('returns held until the lease expires, and grants it to another attempt then', async () => {
    const { acquire, item } = await createTable();
    await acquire(MINE);
    expect(await acquire(THEIRS, MINE.until * 1000)).toBe('held');
    expect(await acquire(THEIRS, AFTER_MINE)).toEqual({});
    expect(await item()).toMatchObject({ lease_owner: { S: 'they' }, lease_until: { N: '1700001900' } });
  });

  it.each([
    ['missing', {}],
    ['not a number', { lease_until: { S: '9999999999' } }],
  ])('takes over a lease whose end is %s, which would lock the export forever', async (_, until) => {
    const { acquire, put, item } = await createTable();
    await put({ lease_owner: { S: 'unknown' }, ...until });
    expect(await acquire()).toEqual({});
    expect(await item()).toMatchObject({ lease_owner: { S: 'me' }, lease_until: { N: String(MINE.until) } });
  });

  it('grants the lease again to its owner, so that an SDK retry does not lock it out', async () => {
    const { acquire, repeatWrites } = await createTable();
    repeatWrites();
    expect(await acquire()).toEqual({});
    expect(await acquire()).toEqual({});
  });

  it('returns the cursor that the last run wrote', async () => {
    const { acquire, checkpoint, release } = await createTable();
    await acquire();
    const lastPage = { from: 105, endTime: 106, records: 1, digest: 'abc' };
    await checkpoint(MINE, 105, { afterCursor: 'c', pinnedSecond: 105, perPage: 500, lastPage });
    await release(MINE);
    expect(await acquire(THEIRS)).toEqual({
      endTime: 105,
      startTime: 100,
      afterCursor: 'c',
      pinnedSecond: 105,
      perPage: 500,
      lastPage,
    });
  });
});

describe('checkpoint', () => {
  it('writes the position of the owner, and removes attributes that no longer apply', async () => {
    const { acquire, checkpoint, item } = await createTable();
    await acquire();
    expect(await checkpoint(MINE, 105, { afterCursor: 'c', pinnedSecond: 105 })).toBe('written');
    expect(await checkpoint(MINE, 106)).toBe('written');
    expect(await item()).toEqual({
      export_id: { S: ID },
      end_time: { N: '106' },
      start_time: { N: '100' },
      checkpoint_id: { S: 'me#2' },
      lease_owner: { S: 'me' },
      lease_until: { N: '1700000900' },
    });
  });

  it('keeps the run history that a checkpoint or release does not contain', async () => {
    const { acquire, checkpoint, release } = await createTable();
    await acquire();
    await checkpoint(MINE, 105, { runHistory: { caughtUpAt: 7, stalledRuns: 2, totalPages: 1 } });
    await checkpoint(MINE, 106, { runHistory: { totalPages: 2 } });
    await release(MINE, { cursorRefused: false, runHistory: { stalledRuns: 0, lastOutcome: 'rate_limited' } });
    const runHistory = { caughtUpAt: 7, stalledRuns: 0, totalPages: 2, lastOutcome: 'rate_limited' };
    expect(await acquire(THEIRS)).toEqual({ endTime: 106, startTime: 100, runHistory });
  });

  it('keeps read_at unless a checkpoint or release has a later time', async () => {
    const { acquire, checkpoint, release, item } = await createTable();
    await acquire();
    await checkpoint(MINE, 105, { readAt: 7 });
    await checkpoint(MINE, 106);
    expect(await item()).toMatchObject({ read_at: { N: '7' } });
    await release(MINE, { cursorRefused: false });
    expect(await acquire(THEIRS)).toMatchObject({ readAt: 7 });
    await release(THEIRS, { cursorRefused: false, readAt: 9 });
    expect(await item()).toMatchObject({ read_at: { N: '9' } });
  });

  it('returns lost and changes nothing for an attempt that froze past its lease', async () => {
    const { acquire, checkpoint, item } = await createTable();
    await acquire(MINE);
    await checkpoint(MINE, 105);
    await acquire(THEIRS, AFTER_MINE);
    await checkpoint(THEIRS, 110);
    const before = await item();
    expect(await checkpoint(MINE, 200)).toBe('lost');
    expect(await item()).toEqual(before);
  });

  it('never lowers end_time, and may repeat it', async () => {
    const { acquire, checkpoint, item } = await createTable();
    await acquire();
    await checkpoint(MINE, 105);
    expect(await checkpoint(MINE, 105)).toBe('written');
    expect(await checkpoint(MINE, 104)).toBe('lost');
    expect((await item())?.['end_time']).toEqual({ N: '105' });
  });

  it('compares times as numbers, not as text', async () => {
    const { acquire, checkpoint } = await createTable();
    await acquire();
    await checkpoint(MINE, 999);
    expect(await checkpoint(MINE, 1000)).toBe('written');
  });

  it('never changes start_time, where the export began', async () => {
    const { acquire, checkpoint, item } = await createTable();
    await acquire();
    await checkpoint(MINE, 105);
    await checkpoint(MINE, 106, { startTime: 7 });
    expect((await item())?.['start_time']).toEqual({ N: '100' });
  });

  it('returns written if the SDK sends the write twice', async () => {
    const { acquire, checkpoint, repeatWrites } = await createTable();
    await acquire();
    repeatWrites();
    expect(await checkpoint(MINE, 105)).toBe('written');
    expect(await checkpoint(MINE, 106)).toBe('written');
  });

  it('returns written if a write that releases the lease is sent twice and fails its own condition', async () => {
    const { acquire, checkpointAndRelease, repeatWrites, item } = await createTable();
    await acquire();
    repeatWrites();
    expect(await checkpointAndRelease(MINE, 105)).toBe('written');
    expect(await item()).not.toHaveProperty('lease_owner');
  });

  it('returns lost and creates no item for an export without a lease', async () => {
    const { checkpoint, item } = await createTable();
    expect(await checkpoint(MINE, 105)).toBe('lost');
    expect(await item()).toBeUndefined();
  });
});

describe('release', () => {
  it('frees the lease immediately', async () => {
    const { acquire, release } = await createTable();
    await acquire(MINE);
    await release(MINE);
    expect(await acquire(THEIRS)).toEqual({});
  });

  it("does not free the next owner's lease if the attempt froze past its own", async () => {
    const { acquire, release, item } = await createTable();
    await acquire(MINE);
    await acquire(THEIRS, AFTER_MINE);
    const before = await item();
    await release(MINE, { perPage: 1, cursorRefused: false });
    expect(await item()).toEqual(before);
  });

  it('writes page size and pin without changing the position', async () => {
    const { acquire, checkpoint, release } = await createTable();
    await acquire();
    await checkpoint(MINE, 105, { afterCursor: 'c', pinnedSecond: 105 });
    await release(MINE, { perPage: 500, pinnedSecond: 105, cursorRefused: false });
    expect(await acquire(THEIRS)).toMatchObject({
      endTime: 105,
      afterCursor: 'c',
      perPage: 500,
      pinnedSecond: 105,
    });
  });

  it('succeeds if the SDK sends the write twice', async () => {
    const { acquire, release, repeatWrites } = await createTable();
    await acquire();
    repeatWrites();
    await expect(release(MINE)).resolves.toBeUndefined();
  });
});

describe('a rewind during a run', () => {
  const rewind = {
    UpdateExpression: 'SET end_time = :to REMOVE after_cursor, lease_owner, lease_until, last_page, pinned_second',
    ExpressionAttributeValues: { ':to': { N: '50' } },
  };

  it("makes the previous owner's next checkpoint return lost", async () => {
    const { acquire, checkpoint, checkpointAndRelease, update, item } = await createTable();
    await acquire();
    await checkpoint(MINE, 105);
    await update(rewind);
    expect(await checkpoint(MINE, 106)).toBe('lost');
    expect(await checkpointAndRelease(MINE, 107)).toBe('lost');
    expect((await item())?.['end_time']).toEqual({ N: '50' });
  });

  it('sets where the next run begins, which then never lowers end_time', async () => {
    const { acquire, checkpoint, release, update } = await createTable();
    await acquire(MINE);
    await checkpoint(MINE, 105, { lastPage: { from: 105, endTime: 105, records: 1, digest: 'abc' } });
    await release(MINE);
    await update(rewind);
    expect(await acquire(THEIRS)).toEqual({ endTime: 50, startTime: 100 });
    expect(await checkpoint(THEIRS, 60)).toBe('written');
    expect(await checkpoint(THEIRS, 55)).toBe('lost');
  });
});
