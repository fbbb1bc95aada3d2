import { expect, it } from 'vitest';
import { createCursorStore } from '#functions/export/aws/cursor-store.ts';
import type { SnapshotWrite } from '#functions/export/core/state/cursor.ts';
import { cursorTable, NEVER } from '#test/support/functions/aws.ts';

const ID = 'acme/tickets';
const MINE = { owner: 'me', until: 1_700_000_900 };
const NOW = 1_700_000_000_000;
const UNDER_WAY = { time: 500, page: 3, pageTime: 520 };

/** Creates a table whose item has these attributes, and the calls of the run that holds its lease. */
async function createTable(attributes: Parameters<Awaited<ReturnType<typeof cursorTable>>['put']>[0] = {}) {
  const table = await cursorTable();
  await table.put(attributes);
  const cursors = createCursorStore(table.client, 'cursors');
  const acquired = await cursors.acquire(ID, MINE, NOW, NEVER);
  return {
    ...table,
    acquired,
    checkpoint: (write: SnapshotWrite, release = false) => cursors.checkpoint(ID, MINE, write, { release }, NEVER),
    drop: () => cursors.release(ID, MINE, { cursorRefused: false, snapshotDropped: true }, NEVER),
    acquireAgain: () => cursors.acquire(ID, MINE, NOW, NEVER),
  };
}

it('a checkpoint of the first snapshot of a list needs no end_time', async () => {
  const { checkpoint, item } = await createTable();
  expect(await checkpoint({ snapshot: UNDER_WAY, afterCursor: 'c' })).toBe('written');
  expect(await item()).toEqual({
    export_id: { S: ID },
    snapshot_time: { N: '500' },
    page: { N: '3' },
    page_time: { N: '520' },
    after_cursor: { S: 'c' },
    checkpoint_id: { S: 'me#1' },
    lease_owner: { S: 'me' },
    lease_until: { N: '1700000900' },
  });
});

it('the last checkpoint of a snapshot completes it and releases the lease in one write', async () => {
  const { checkpoint, item } = await createTable({ rewound_to: { N: '90' }, rewound_at: { N: '95' } });
  await checkpoint({ snapshot: UNDER_WAY, afterCursor: 'c', rewoundTo: 90 });
  expect(await item()).toMatchObject({ rewound_to: { N: '90' } });
  expect(await checkpoint({ endTime: 500, snapshot: {} }, true)).toBe('written');
  expect(await item()).toEqual({
    export_id: { S: ID },
    end_time: { N: '500' },
    rewound_at: { N: '95' },
    checkpoint_id: { S: 'me#2' },
  });
});

it('a checkpoint of a list never lowers end_time', async () => {
  const { checkpoint } = await createTable({ end_time: { N: '600' } });
  expect(await checkpoint({ endTime: 500, snapshot: {} })).toBe('lost');
  expect(await checkpoint({ endTime: 600, snapshot: UNDER_WAY })).toBe('written');
});

it('a complete snapshot can lower start_time, after a rewind before it', async () => {
  const { checkpoint, item } = await createTable({ start_time: { N: '100' }, rewound_to: { N: '40' } });
  await checkpoint({ startTime: 40, endTime: 500, snapshot: {} });
  expect(await item()).toMatchObject({ start_time: { N: '40' } });
});

it('a snapshot that was given up leaves only its time', async () => {
  const { checkpoint, drop, acquireAgain } = await createTable();
  await checkpoint({ snapshot: { ...UNDER_WAY, since: 7 }, afterCursor: 'c' });
  expect(await acquireAgain()).toEqual({ snapshot: { ...UNDER_WAY, since: 7 }, afterCursor: 'c' });
  await drop();
  expect(await acquireAgain()).toEqual({ snapshot: { time: 500 } });
});
