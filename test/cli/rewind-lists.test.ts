import { describe, expect, it } from 'vitest';
import { formatTime } from '#common/format.ts';
import { deployLists, landPage, landSnapshot } from '../support/cli/lists.ts';

const HOUR = 3600;

/** Deploys a list of two pages whose last complete snapshot began an hour ago, and another one that is under way. */
async function deployGroups() {
  const stack = await deployLists(['groups']);
  const at = stack.now() - HOUR;
  await landSnapshot(stack, { list: 'groups', snapshot: at - 86_400 }, 3);
  await landSnapshot(stack, { list: 'groups', snapshot: at }, 2);
  await landPage(stack, { list: 'groups', snapshot: at + 60, page: 1 });
  const item = { export_id: 'acme/groups', end_time: at, snapshot_time: at + 60, page: 1, page_time: at + 61 };
  await stack.aws.dynamodb.putItem({ ...item, after_cursor: 'cursor' });
  return { ...stack, at };
}

describe('rewind of a list', () => {
  it('refuses a list that has never run, and says that the next run begins a snapshot', async () => {
    const { type } = await deployLists(['groups']);
    expect(await type('rewind --yes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('nothing to rewind. The next run begins its first snapshot.'),
    });
  });

  it('needs no time, keeps the last complete snapshot and requests a new one', async () => {
    const { json, aws, at, now } = await deployGroups();
    const before = now();
    const { code, data } = await json('rewind --yes');
    expect({ code, data }).toMatchObject({
      code: 0,
      data: { export: 'acme/groups', from: at, replay: { objects: 2, records: 4, isExact: true } },
    });
    const item: Readonly<Record<string, unknown>> = (await aws.dynamodb.getItem('acme/groups')) ?? {};
    expect(item).toEqual({
      export_id: 'acme/groups',
      end_time: at,
      snapshot_time: at + 60,
      rewound_at: expect.any(Number),
      rewound_from: at,
      rewound_to: expect.any(Number),
    });
    expect(Number(item['rewound_to'])).toBeGreaterThanOrEqual(before);
  });

  it('shows its effect before the confirmation and after it', async () => {
    const { type, at } = await deployGroups();
    const questions: string[] = [];
    const confirm = async (question: string): Promise<boolean> => questions.push(question) > 0;
    const { code, out } = await type(`rewind --to ${at - 10}`, { confirm });
    expect(code).toBe(0);
    expect(questions).toEqual([
      expect.stringMatching(
        /^Request a new snapshot of acme\/groups\. The last complete snapshot has 2 objects \(\d+ B\) with 4 records\. Reading as many takes about 6s\. The snapshot under way, 1 page so far, is given up\. Continue\?$/,
      ),
    ]);
    expect(out).toMatch(/acme\/groups is due\. The next run begins a new snapshot\.\n$/);
  });

  it('accepts a time after the last complete snapshot without --force, but none in the future', async () => {
    const { type, at, now } = await deployGroups();
    expect(await type(`rewind --to ${at + 30} --yes`)).toMatchObject({ code: 0 });
    expect(await type(`rewind --to ${now() + 60} --yes`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is in the future'),
    });
  });

  it('accepts a list whose first snapshot is under way', async () => {
    const { type, aws, now } = await deployLists(['groups']);
    await aws.dynamodb.putItem({ export_id: 'acme/groups', snapshot_time: now() - 60, page: 3, page_time: now() });
    expect(await type('rewind --yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('There is no complete snapshot yet. The snapshot under way, 3 pages so far'),
    });
    expect(await aws.dynamodb.getItem('acme/groups')).not.toHaveProperty('page');
  });

  it('rejects a list that has never run, and creates no item', async () => {
    const { type, aws } = await deployLists(['groups']);
    expect(await type('rewind --yes')).toMatchObject({ code: 2, err: expect.stringContaining('nothing to rewind') });
    expect(await aws.dynamodb.getItem('acme/groups')).toBeUndefined();
  });

  it('exits with 3 while a run holds the lease', async () => {
    const { type, aws, now } = await deployGroups();
    await aws.dynamodb.updateItem('acme/groups', { lease_owner: 'run', lease_until: now() + 600 });
    expect(await type('rewind --yes')).toMatchObject({ code: 3 });
    expect(await aws.dynamodb.getItem('acme/groups')).toMatchObject({ page: 1 });
  });
});

/** Deploys the audit log with two daily snapshots. */
async function deployAuditLogs() {
  const stack = await deployLists(['audit_logs']);
  const at = stack.now() - HOUR;
  await landSnapshot(stack, { list: 'audit_logs', snapshot: at - 86_400, since: at - 200_000 }, 3);
  await landSnapshot(stack, { list: 'audit_logs', snapshot: at, since: at - 90_000 }, 2);
  await stack.aws.dynamodb.putItem({ export_id: 'acme/audit_logs', start_time: at - 200_000, end_time: at });
  return { ...stack, at };
}

describe('rewind of a list with a window', () => {
  it('requires a time', async () => {
    const { type, aws } = await deployAuditLogs();
    expect(await type('rewind --yes')).toMatchObject({ code: 2, err: expect.stringContaining("option '--to <time>'") });
    expect(await aws.dynamodb.getItem('acme/audit_logs')).not.toHaveProperty('rewound_to');
  });

  it('shows from which time on the next snapshot reads, and estimates it from the snapshots since then', async () => {
    const { type, json, aws, at } = await deployAuditLogs();
    const to = at - 100_000;
    const { out } = await type(`rewind --to ${to} --yes`);
    expect(out).toContain(
      `It reads the records created since ${formatTime(to)}. The snapshots since then have 5 objects`,
    );
    expect(await aws.dynamodb.getItem('acme/audit_logs')).toMatchObject({ end_time: at, rewound_to: to });
    // A later rewind does not raise the time.
    const { data } = await json(`rewind --to ${at - 10_000} --yes`);
    expect(data).toMatchObject({ replay: { objects: 5, records: 10 } });
    expect(await aws.dynamodb.getItem('acme/audit_logs')).toMatchObject({ rewound_to: to });
  });

  it('shows that the next snapshot also reads the window before the last one', async () => {
    const { type, at } = await deployAuditLogs();
    const { out } = await type(`rewind --to ${at} --yes`);
    expect(out).toContain(`It reads the records created since ${formatTime(at - HOUR)}.`);
  });
});
