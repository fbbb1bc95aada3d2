import type { ReleaseUpdate } from '#functions/export/core/state/cursor.ts';
import { describe, expect, it } from 'vitest';
import { createCursorStore } from '#functions/export/aws/cursor-store.ts';
import { cursorTable, NEVER } from '#test/support/functions/aws.ts';
import { record } from '#test/support/functions/pages.ts';

const ID = 'acme/tickets';
const NOW = 1_700_000_000_000;
const MINE = { owner: 'me', until: 1_700_000_900 };
const THEIRS = { owner: 'they', until: 1_700_001_900 };
const AFTER_MINE = (MINE.until + 1) * 1000;

/** A table, and what two attempts do with it. */
async function table() {
  const real = await cursorTable();
  const cursors = createCursorStore(real.client, 'cursors');
  return {
    ...real,
    acquire: (lease = MINE, now = NOW) => cursors.acquire(ID, lease, now, NEVER),
    checkpoint: (lease: typeof MINE, endTime: number, more: object = {}) =>
      cursors.checkpoint(ID, lease, { endTime, startTime: 100, ...more }, { release: false }, NEVER),
    checkpointAndRelease: (lease: typeof MINE, endTime: number) =>
      cursors.checkpoint(ID, lease, { endTime, startTime: 100 }, { release: true }, NEVER),
    release: (lease: typeof MINE, learnt?: ReleaseUpdate) => cursors.release(ID, lease, learnt, NEVER),
  };
}

describe('the lease', () => {
  it('that twenty attempts race for has one winner', async () => {
    const { acquire, item } = await table();
    const owners = Array.from({ length: 20 }, (_, i) => `attempt-${i}`);
    const results = await Promise.all(owners.map((owner) => acquire({ ...MINE, owner })));
    const winners = owners.filter((_, i) => results[i] !== 'held');
    expect(winners).toHaveLength(1);
    expect((await item())?.['lease_owner']).toEqual({ S: winners[0] });
  });

  it('is held until it has passed, and free for anybody then', async () => {
    const { acquire, item } = await table();
    await acquire(MINE);
    expect(await acquire(THEIRS, MINE.until * 1000)).toBe('held');
    expect(await acquire(THEIRS, AFTER_MINE)).toEqual({});
    expect(await item()).toMatchObject({ lease_owner: { S: 'they' }, lease_until: { N: '1700001900' } });
  });

  it.each([
    ['is missing', {}],
    ['is no number', { lease_until: { S: '9999999999' } }],
  ])('whose end %s does not lock the export forever', async (_, until) => {
    const { acquire, put, item } = await table();
    await put({ lease_owner: { S: 'unknown' }, ...until });
    expect(await acquire()).toEqual({});
    expect(await item()).toMatchObject({ lease_owner: { S: 'me' }, lease_until: { N: String(MINE.until) } });
  });

  it("that is this attempt's own already is taken again: an SDK retry must not lock us out", async () => {
    const { acquire, repeatWrites } = await table();
    repeatWrites();
    expect(await acquire()).toEqual({});
    expect(await acquire()).toEqual({});
  });

  it('comes with what the last run left', async () => {
    const { acquire, checkpoint, release } = await table();
    await acquire();
    const lastPage = { endTime: 106, records: [record(105, 'abc')] };
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

describe('a checkpoint', () => {
  it('is written by the owner, and removes what the position has left behind', async () => {
    const { acquire, checkpoint, item } = await table();
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

  it('and a release leave runHistory what they do not tell of how the export stands', async () => {
    const { acquire, checkpoint, release } = await table();
    await acquire();
    await checkpoint(MINE, 105, { runHistory: { caughtUpAt: 7, stalledRuns: 2, totalPages: 1 } });
    await checkpoint(MINE, 106, { runHistory: { totalPages: 2 } });
    await release(MINE, { cursorRefused: false, runHistory: { stalledRuns: 0, lastOutcome: 'rate_limited' } });
    const runHistory = { caughtUpAt: 7, stalledRuns: 0, totalPages: 2, lastOutcome: 'rate_limited' };
    expect(await acquire(THEIRS)).toEqual({ endTime: 106, startTime: 100, runHistory });
  });

  it('and a release keep when Zendesk last answered, unless they have a later time', async () => {
    const { acquire, checkpoint, release, item } = await table();
    await acquire();
    await checkpoint(MINE, 105, { readAt: 7 });
    await checkpoint(MINE, 106);
    expect(await item()).toMatchObject({ read_at: { N: '7' } });
    await release(MINE, { cursorRefused: false });
    expect(await acquire(THEIRS)).toMatchObject({ readAt: 7 });
    await release(THEIRS, { cursorRefused: false, readAt: 9 });
    expect(await item()).toMatchObject({ read_at: { N: '9' } });
  });

  it('of an attempt that froze past its lease is lost, and changes nothing', async () => {
    const { acquire, checkpoint, item } = await table();
    await acquire(MINE);
    await checkpoint(MINE, 105);
    await acquire(THEIRS, AFTER_MINE);
    await checkpoint(THEIRS, 110);
    const before = await item();
    expect(await checkpoint(MINE, 200)).toBe('lost');
    expect(await item()).toEqual(before);
  });

  it('never lowers end_time, and may repeat it', async () => {
    const { acquire, checkpoint, item } = await table();
    await acquire();
    await checkpoint(MINE, 105);
    expect(await checkpoint(MINE, 105)).toBe('written');
    expect(await checkpoint(MINE, 104)).toBe('lost');
    expect((await item())?.['end_time']).toEqual({ N: '105' });
  });

  it('compares times as numbers, not as text', async () => {
    const { acquire, checkpoint } = await table();
    await acquire();
    await checkpoint(MINE, 999);
    expect(await checkpoint(MINE, 1000)).toBe('written');
  });

  it('leaves start_time as it is: where the export began is not for a later run to say', async () => {
    const { acquire, checkpoint, item } = await table();
    await acquire();
    await checkpoint(MINE, 105);
    await checkpoint(MINE, 106, { startTime: 7 });
    expect((await item())?.['start_time']).toEqual({ N: '100' });
  });

  it('that the SDK sends twice counts as written', async () => {
    const { acquire, checkpoint, repeatWrites } = await table();
    await acquire();
    repeatWrites();
    expect(await checkpoint(MINE, 105)).toBe('written');
    expect(await checkpoint(MINE, 106)).toBe('written');
  });

  it('that released the lease and is sent twice counts as written, although it fails its own condition', async () => {
    const { acquire, checkpointAndRelease, repeatWrites, item } = await table();
    await acquire();
    repeatWrites();
    expect(await checkpointAndRelease(MINE, 105)).toBe('written');
    expect(await item()).not.toHaveProperty('lease_owner');
  });

  it('of an export that nobody has acquired is lost, and makes no item', async () => {
    const { checkpoint, item } = await table();
    expect(await checkpoint(MINE, 105)).toBe('lost');
    expect(await item()).toBeUndefined();
  });
});

describe('a release', () => {
  it('frees the lease at once', async () => {
    const { acquire, release } = await table();
    await acquire(MINE);
    await release(MINE);
    expect(await acquire(THEIRS)).toEqual({});
  });

  it("by an attempt that froze does not free the next holder's lease", async () => {
    const { acquire, release, item } = await table();
    await acquire(MINE);
    await acquire(THEIRS, AFTER_MINE);
    const before = await item();
    await release(MINE, { perPage: 1, cursorRefused: false });
    expect(await item()).toEqual(before);
  });

  it('keeps what was learnt without a page, and leaves the position alone', async () => {
    const { acquire, checkpoint, release } = await table();
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

  it('that is sent twice is nothing wrong', async () => {
    const { acquire, release, repeatWrites } = await table();
    await acquire();
    repeatWrites();
    await expect(release(MINE)).resolves.toBeUndefined();
  });
});

describe('a rewind', () => {
  const rewind = {
    UpdateExpression: 'SET end_time = :to REMOVE after_cursor, lease_owner, lease_until, last_page, pinned_second',
    ExpressionAttributeValues: { ':to': { N: '50' } },
  };

  it("makes the old owner's next checkpoint lost, in the middle of its run", async () => {
    const { acquire, checkpoint, checkpointAndRelease, update, item } = await table();
    await acquire();
    await checkpoint(MINE, 105);
    await update(rewind);
    expect(await checkpoint(MINE, 106)).toBe('lost');
    expect(await checkpointAndRelease(MINE, 107)).toBe('lost');
    expect((await item())?.['end_time']).toEqual({ N: '50' });
  });

  it('is where the next run begins, from then on never below it', async () => {
    const { acquire, checkpoint, release, update } = await table();
    await acquire(MINE);
    await checkpoint(MINE, 105, { lastPage: { endTime: 105, records: [record(105)] } });
    await release(MINE);
    await update(rewind);
    expect(await acquire(THEIRS)).toEqual({ endTime: 50, startTime: 100 });
    expect(await checkpoint(THEIRS, 60)).toBe('written');
    expect(await checkpoint(THEIRS, 55)).toBe('lost');
  });
});
