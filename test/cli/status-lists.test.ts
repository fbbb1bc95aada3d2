import { expect, it } from 'vitest';
import { formatTime } from '#common/format.ts';
import { deployLists } from '../support/cli/lists.ts';

const HOUR = 3600;

it('status shows that a list has no snapshot yet, and that it is due', async () => {
  const { type, json } = await deployLists(['groups']);
  expect((await type('status')).out).toMatch(/snapshots +every 1d\n +last snapshot +none is complete yet\n/);
  expect((await json('status')).data).toMatchObject({
    exports: [
      {
        position: null,
        nextDueAt: 0,
        isStale: false,
        snapshot: { intervalSeconds: 86_400, completeAt: null, underWay: null, rewoundTo: null },
      },
    ],
  });
});

it('status shows the last complete snapshot of a list, and when the next one is due', async () => {
  const { type, json, aws, now } = await deployLists([{ name: 'groups', snapshotSeconds: 7200 }]);
  const at = now() - HOUR;
  await aws.dynamodb.putItem({
    export_id: 'acme/groups',
    end_time: at,
    last_run_at: at + 60,
    last_outcome: 'caught_up',
    first_run_at: at - HOUR,
    fresh_at: at + 60,
  });
  expect((await json('status')).data).toMatchObject({
    exports: [{ position: at, nextDueAt: at + 7200, isStale: false, snapshot: { completeAt: at } }],
  });
  const { out } = await type('status');
  expect(out).toMatch(/snapshots +every 2h\n +last snapshot +began \S+, 1h( \ds)? ago\n/);
  expect(out).toContain(`${formatTime(at + 7200)} or later`);
  expect(out).not.toMatch(/stale|walk|to catch up/);
});

it('status shows the snapshot of a list with a window that is under way', async () => {
  const { type, json, aws, now } = await deployLists(['audit_logs', 'groups']);
  const at = now() - 600;
  await aws.dynamodb.putItem({
    export_id: 'acme/audit_logs',
    start_time: 1,
    end_time: at - 90_000,
    snapshot_time: at,
    page: 12,
    page_time: at + 500,
    since: 1_790_000_000,
    after_cursor: 'cursor',
    last_run_at: at + 500,
    last_outcome: 'budget_spent',
    stalled_runs: 0,
  });
  expect((await json('status --resource audit_logs')).data).toMatchObject({
    exports: [
      {
        nextDueAt: at - 90_000 + 86_400,
        snapshot: { underWay: { at, pages: 12, lastPageAt: at + 500, since: 1_790_000_000 } },
      },
    ],
  });
  expect((await type('status --resource audit_logs')).out).toMatch(
    /under way +began \S+, 12 pages landed, the last one 1m \d+s ago, of records created since 2026-09-21T14:13:20Z\n/,
  );
  const { out } = await type('status');
  expect(out).toMatch(/^audit_logs +budget_spent +1d 1h .* now +snapshot under way, 12 pages$/m);
  expect(out).toMatch(/^groups +– +– /m);
});

it('status shows no snapshot under way after a list was rewound, and that it is due', async () => {
  const { type, json, aws, now } = await deployLists(['groups']);
  const at = now() - HOUR;
  await aws.dynamodb.putItem({
    export_id: 'acme/groups',
    end_time: at,
    snapshot_time: at + 60,
    page: 2,
    page_time: at + 70,
  });
  expect(await type('rewind --yes')).toMatchObject({ code: 0 });
  expect((await json('status')).data).toMatchObject({
    exports: [
      {
        position: at,
        nextDueAt: 0,
        snapshot: { completeAt: at, underWay: null, rewoundTo: expect.any(Number) },
      },
    ],
  });
  expect((await type('status')).out).toMatch(/rewound to +\S+ \(requests a new snapshot\)/);
});

it.each([
  ['stale after twice its interval', 2, true],
  ['not stale before', 1.9, false],
])('status shows that a list is %s', async (_, intervals, isStale) => {
  const { type, json, aws, now } = await deployLists(['groups', 'brands']);
  const at = now() - intervals * 86_400 - 60 * intervals;
  await aws.dynamodb.putItem({
    export_id: 'acme/groups',
    end_time: Math.floor(at) - 60,
    first_run_at: 1,
    fresh_at: Math.floor(at),
    last_run_at: now() - 60,
    last_outcome: 'ZendeskUnavailableError',
  });
  expect((await json('status --resource groups')).data).toMatchObject({
    exports: [{ isStale, staleSeconds: 172_800 }],
  });
  const outputs = [(await type('status')).out, (await type('status --resource groups')).out];
  expect(outputs.map((out) => /\bstale\b/.test(out))).toEqual([isStale, isStale]);
});

it('status shows an unavailable list, and never as stale', async () => {
  const { type, json, aws, now } = await deployLists(['audit_logs', 'groups']);
  const at = now() - 2 * HOUR;
  await aws.dynamodb.putItem({
    export_id: 'acme/audit_logs',
    unavailable_at: at,
    first_run_at: 1,
    last_run_at: at,
    last_outcome: 'unavailable',
  });
  const { out } = await type('status');
  expect(out).toMatch(/^audit_logs +unavailable +– +– +2h ago +in 2[12]h/m);
  expect(out).toContain(`audit_logs: unavailable since ${formatTime(at)}`);
  expect((await json('status --resource audit_logs')).data).toMatchObject({
    exports: [{ isStale: false, unavailable: { at, until: at + 86_400 }, nextDueAt: at + 86_400 }],
  });
});
