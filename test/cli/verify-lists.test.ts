import { describe, expect, it } from 'vitest';
import { formatTime } from '#common/format.ts';
import { deployLists, landPage, landSnapshot } from '../support/cli/lists.ts';

const DAY = 86_400;
const BEGAN = 1_790_000_000;

/** Deploys the list of groups with three daily snapshots of three pages. */
async function deployGroups(options: Parameters<typeof deployLists>[1] = {}, last = BEGAN) {
  const stack = await deployLists(['groups'], options);
  const times = [last - 2 * DAY, last - DAY, last];
  const keys: string[][] = [];
  for (const snapshot of times) keys.push(await landSnapshot(stack, { list: 'groups', snapshot }, 3));
  await stack.aws.dynamodb.putItem({ export_id: 'acme/groups', end_time: last });
  const lose = (snapshot: number, page: number) => stack.aws.s3.objects.delete(keys[snapshot]?.[page - 1] ?? '');
  return { ...stack, times, keys, lose };
}

describe('verify for a list', () => {
  it('succeeds if nothing has landed yet', async () => {
    const { type } = await deployLists(['groups']);
    expect(await type('verify --deep')).toMatchObject({ code: 0, out: expect.stringContaining('nothing landed yet') });
  });

  it('counts complete, interrupted and current snapshots, and reads no object', async () => {
    const stack = await deployGroups();
    await landPage(stack, { list: 'groups', snapshot: BEGAN - 500, page: 1 });
    await landPage(stack, { list: 'groups', snapshot: BEGAN + 500, page: 1 });
    await stack.aws.dynamodb.updateItem('acme/groups', { snapshot_time: BEGAN + 500, page: 1 });
    const { code, data } = await stack.json('verify');
    const counts = { complete: 3, interrupted: 1, underWay: 1, passedOver: 0, missing: [] };
    expect({ code, data }).toMatchObject({
      code: 0,
      data: { ok: true, exports: [{ complete: true, objects: 11, lookedUp: 0, rewind: null, snapshots: counts }] },
    });
    expect(new Set(stack.aws.s3.requests.map(({ operation }) => operation))).toEqual(new Set(['ListObjectsV2']));
    expect((await stack.type('verify')).out).toMatch(
      /✔ acme\/groups +11 .* none +3 complete, 1 under way, 1 interrupted$/m,
    );
  });

  it('names the missing page of a complete snapshot, and the command that exports a new one', async () => {
    const { lose, json, type } = await deployGroups();
    await lose(1, 2);
    const missing = [{ snapshot: BEGAN - DAY, from: 2, to: 2, since: null }];
    expect(await json('verify')).toMatchObject({
      code: 1,
      data: {
        exports: [
          {
            complete: false,
            gaps: [],
            snapshots: { complete: 3, missing },
            rewind: 'node cli rewind --resource groups --account acme',
          },
        ],
      },
    });
    const { out } = await type('verify');
    expect(out).toContain(`✘ acme/groups: snapshot of ${formatTime(BEGAN - DAY)}: page 2 is missing`);
    expect(out).toMatch(/To export a new snapshot: node cli rewind --resource groups --account acme$/m);
  });

  it('finds the lost last page of the snapshot that the cursor item names', async () => {
    const { lose, json, type } = await deployGroups();
    await lose(2, 3);
    const missing = [{ snapshot: BEGAN, from: 3, to: null, since: null }];
    expect(await json('verify')).toMatchObject({ code: 1, data: { exports: [{ snapshots: { missing } }] } });
    expect((await type('verify')).out).toContain('the pages from 3 to the last are missing');
  });

  it('finds that all pages of the snapshot are missing that the cursor item names', async () => {
    const { lose, type } = await deployGroups();
    for (const page of [1, 2, 3]) await lose(2, page);
    expect(await type('verify')).toMatchObject({ code: 1, out: expect.stringContaining('all pages are missing') });
  });

  it('counts the pages of a list per parent', async () => {
    const stack = await deployLists(['holidays']);
    const holidays = { list: 'holidays', snapshot: BEGAN };
    await landPage(stack, { ...holidays, page: 1, itemKey: 'schedules' });
    const second = await landPage(stack, { ...holidays, page: 2, parent: '35001' });
    await landPage(stack, { ...holidays, page: 3, parent: '35002', isLast: true });
    await stack.aws.dynamodb.putItem({ export_id: 'acme/holidays', end_time: BEGAN });
    expect(await stack.type('verify --deep')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/ none +3 of 3 +1 complete$/m),
    });
    await stack.aws.s3.objects.delete(second);
    expect(await stack.json('verify')).toMatchObject({
      code: 1,
      data: { exports: [{ snapshots: { missing: [{ from: 2, to: 2 }] } }] },
    });
  });
});

describe('verify for a list whose objects expire', () => {
  it('passes over the snapshots that are older, also if they lack pages', async () => {
    const last = Math.floor(Date.now() / 1000) - 3600;
    const { lose, type, json } = await deployGroups({ outputs: { SnapshotExpirationDays: '1' } }, last);
    await lose(0, 1);
    await lose(1, 2);
    expect(await json('verify')).toMatchObject({
      code: 0,
      data: { snapshotExpirationDays: 1, exports: [{ snapshots: { complete: 1, passedOver: 2, missing: [] } }] },
    });
    expect((await type('verify')).out).toMatch(
      /\*.*1 complete, 2 not verified\n\* .* \(objects expire after 1 days\)\.$/m,
    );
    await lose(2, 2);
    expect(await json('verify')).toMatchObject({ code: 1 });
  });

  it('requires no snapshot that is older than the expiration', async () => {
    const { lose, json } = await deployGroups({ outputs: { SnapshotExpirationDays: '1' } });
    for (const page of [1, 2, 3]) await lose(2, page);
    expect(await json('verify')).toMatchObject({ code: 0 });
  });

  it('--from-oldest passes over the first snapshots without their first page', async () => {
    const { lose, json } = await deployGroups();
    await lose(0, 1);
    expect(await json('verify')).toMatchObject({ code: 1 });
    expect(await json('verify --from-oldest')).toMatchObject({
      code: 0,
      data: { exports: [{ beganAtOldest: true, snapshots: { complete: 2, passedOver: 1 } }] },
    });
  });
});

/** Deploys the audit log with three daily snapshots, each of which begins an hour before the one before it. */
async function deployAuditLogs(options: Parameters<typeof deployLists>[1] = {}) {
  const stack = await deployLists(['audit_logs'], options);
  const snapshots = [1, 2, 3].map((n) => ({
    snapshot: BEGAN + n * DAY,
    since: n === 1 ? BEGAN : BEGAN + (n - 1) * DAY - 3600,
  }));
  const keys: string[][] = [];
  for (const each of snapshots) keys.push(await landSnapshot(stack, { list: 'audit_logs', ...each }, 3));
  await stack.aws.dynamodb.putItem({ export_id: 'acme/audit_logs', start_time: BEGAN, end_time: BEGAN + 3 * DAY });
  return { ...stack, keys };
}

describe('verify for a list with a window', () => {
  it('looks up the window of each complete snapshot once', async () => {
    const { json, aws } = await deployAuditLogs();
    expect(await json('verify')).toMatchObject({
      code: 0,
      data: { exports: [{ lookedUp: 3, gaps: [], range: { from: BEGAN, to: BEGAN + 3 * DAY } }] },
    });
    expect(aws.s3.requests.filter(({ operation }) => operation === 'HeadObject')).toHaveLength(3);
  });

  it('finds the time that only a lost snapshot has read, and the rewind that reads it again', async () => {
    const { json, aws, keys } = await deployAuditLogs();
    for (const key of keys[1] ?? []) await aws.s3.objects.delete(key);
    const from = BEGAN + DAY;
    expect(await json('verify')).toMatchObject({
      code: 1,
      data: {
        exports: [
          {
            gaps: [{ from, to: BEGAN + 2 * DAY - 3600 }],
            // Less the window: the snapshot also read the changes of older records.
            rewind: `node cli rewind --to ${formatTime(from - 3600)} --resource audit_logs --account acme`,
          },
        ],
      },
    });
  });

  it('names the rewind to the start of the window of a snapshot that lacks a page', async () => {
    const { json, aws, keys } = await deployAuditLogs();
    await aws.s3.objects.delete(keys[2]?.[1] ?? '');
    const since = BEGAN + 2 * DAY - 3600;
    expect(await json('verify')).toMatchObject({
      code: 1,
      data: {
        exports: [
          {
            gaps: [],
            snapshots: { missing: [{ snapshot: BEGAN + 3 * DAY, from: 2, to: 2, since }] },
            rewind: expect.stringContaining(`--to ${formatTime(since)} `),
          },
        ],
      },
    });
  });

  it('never passes over snapshots because those of other lists expire', async () => {
    const { json, aws, keys } = await deployAuditLogs({ outputs: { SnapshotExpirationDays: '1' } });
    await aws.s3.objects.delete(keys[0]?.[1] ?? '');
    expect(await json('verify')).toMatchObject({ code: 1, data: { exports: [{ snapshots: { passedOver: 0 } }] } });
  });
});

describe('verify --deep for a list', () => {
  it.each(['page', 'ndjson'] as const)('names every damaged page (%s)', async (layout) => {
    const stack = await deployLists(['groups'], {
      requests: [{ subdomain: 'acme', credentialsSecretId: 's', resources: ['groups'], layout }],
    });
    const [first = '', second = '', third = ''] = await landSnapshot(
      stack,
      { list: 'groups', snapshot: BEGAN, layout },
      3,
    );
    const intact = await stack.json('verify --deep');
    expect(intact).toMatchObject({ code: 0, data: { exports: [{ deep: { checked: 3, damaged: [] } }] } });
    const { objects } = stack.aws.s3;
    const body = (await objects.read(third)) ?? Buffer.alloc(0);
    const stored = { contentType: 'application/gzip', checksums: {}, lastModified: stack.clock.now() };
    await objects.put(first, { ...stored, body: Buffer.from('no gzip'), metadata: {} }, false);
    await objects.put(second, { ...stored, body, metadata: {} }, false);
    await objects.put(third, { ...stored, body, metadata: { records: '7' } }, false);
    const { code, data } = await stack.json('verify --deep');
    expect({ code, data }).toMatchObject({
      code: 1,
      data: {
        exports: [
          {
            complete: true,
            deep: {
              checked: 3,
              damaged: [
                { key: first, problems: ['content is not valid gzip'] },
                { key: second, problems: [expect.stringMatching(/does not match its digest/)] },
                { key: third, problems: ['contains 2 records, but its metadata says 7'] },
              ],
            },
          },
        ],
      },
    });
  });
});
