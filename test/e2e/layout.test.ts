import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { recordTexts } from '#sandbox/lake/records.ts';
import { verifyChain } from '#catalog/chain.ts';
import { mapMembers } from '#sandbox/zendesk/members.ts';
import { onEachCall } from '../support/e2e/calls.ts';
import { fill, resultOf, startHarness, type Harness } from '../support/e2e/harness.ts';

type StoredObject = {
  readonly key: string;
  readonly text: string;
  readonly contentType: string;
  readonly records: string;
};

/** Reads all objects of the lake, sorted by key. */
async function readObjects(harness: Harness): Promise<StoredObject[]> {
  const { objects } = harness.aws.s3;
  return Promise.all(
    (await objects.keys('')).map(async (key) => {
      const body = (await objects.read(key)) ?? Buffer.alloc(0);
      const { contentType = '', metadata = {} } = (await objects.info(key)) ?? {};
      const text = (key.endsWith('.gz') ? gunzipSync(body) : body).toString();
      return { key, text, contentType, records: metadata['records'] ?? '' };
    }),
  );
}

const datasetOf = (key: string): string => key.split('/')[1] ?? '';

/** The datasets of all put objects, in order. */
const puts = (harness: Harness): string[] => harness.aws.s3.requests.map(({ key }) => datasetOf(key));

const DATASETS = ['users', 'metric_sets', 'tickets'] as const;
const PAGE = ['tickets_users', 'tickets_metric_sets', 'tickets'];

it.each([
  ['gzip', 'json.gz', 'application/gzip'],
  ['none', 'json', 'application/x-ndjson'],
])(
  'lands each ticket and each sideloaded record on its own line, byte for byte (compression %s)',
  async (compression, extension, contentType) => {
    const harness = await startHarness({ layout: 'ndjson' });
    const sent: string[] = [];
    harness.zendesk.intercept(({ method }) =>
      method === 'GET' ? { kind: 'rewrite', page: (body) => (sent.push(body), body) } : undefined,
    );
    fill(harness.account, 25, harness.began);

    const request = { compression, include: ['users', 'metric_sets'], pageSize: 10 };
    const result = resultOf(await harness.invoke(request));

    expect(result).toMatchObject({ outcome: 'caught_up', pages: 3, records: 27, endTime: harness.began + 24 });
    expect(puts(harness)).toEqual([...PAGE, ...PAGE, ...PAGE]);
    const lake = await readObjects(harness);
    const expected = sent.flatMap((page) =>
      DATASETS.map((name) => {
        const lines = recordTexts(page, name);
        return { name, text: lines.map((line) => `${line}\n`).join(''), records: String(lines.length) };
      }),
    );
    expect(new Set(lake.map(({ text, records }) => `${records} ${text}`))).toEqual(
      new Set(expected.map(({ text, records }) => `${records} ${text}`)),
    );
    for (const { key, text, ...object } of lake) {
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
      const path = '^zendesk-ndjson/tickets(_users|_metric_sets)?/subdomain=acme/dt=\\d{4}-\\d\\d-\\d\\d';
      expect(key).toMatch(new RegExp(`${path}/\\d{10}-\\d{10}-${digest}\\.${extension}$`));
      expect(object.contentType).toBe(contentType);
    }
    expect(lake.map(({ text }) => Buffer.byteLength(text)).reduce((sum, size) => sum + size, 0)).toBe(result['bytes']);
    expect(verifyChain(await harness.objects(), await harness.item())).toEqual({ complete: true, gaps: [] });
    expect(resultOf(await harness.invoke(request))).toMatchObject({ outcome: 'caught_up', pages: 0, bytes: 0 });
  },
);

it('lands a verifiable chain for a second with more tickets than fit on a page', async () => {
  const harness = await startHarness({ layout: 'ndjson', secondMode: 'capped' });
  fill(harness.account, 8, harness.began);
  fill(harness.account, 32, harness.began + 8, 0);
  fill(harness.account, 15, harness.began + 9);
  expect(resultOf(await harness.invoke({ pageSize: 10, include: ['users'] }))).toMatchObject({ outcome: 'caught_up' });
  await harness.expectComplete();
});

it.each(['before', 'after'] as const)(
  'loses nothing and leaves no second copy if killed between a sideload and its tickets (%s a call)',
  async (side) => {
    const harness = await startHarness({ layout: 'ndjson', speed: 1 });
    fill(harness.account, 25, harness.began);
    let landings = 0;
    onEachCall(harness, async ({ kind }) => {
      if (kind !== 'PutObject') return 'carried out';
      landings += 1;
      // The second page's users are the third object.
      if (side === 'after' && landings === 3) return { afterEffect: () => void harness.lambda.kill(), answer: 'lost' };
      if (side === 'after' || landings !== 4) return 'carried out';
      await harness.lambda.kill();
      return 'dropped';
    });
    const request = { pageSize: 10, include: ['users'] };
    expect(await harness.invoke(request)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('SIGKILL') },
    });
    const orphaned = (await readObjects(harness)).map(({ key }) => key);
    expect(orphaned.map(datasetOf).toSorted()).toEqual(['tickets', 'tickets_users', 'tickets_users']);

    await harness.lapse();
    expect(resultOf(await harness.invoke(request))).toMatchObject({ outcome: 'caught_up' });

    await harness.expectComplete();
    const keys = (await readObjects(harness)).map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(orphaned));
    const intervals = (dataset: string): string[] =>
      keys.filter((key) => datasetOf(key) === dataset).map((key) => /\d{10}-\d{10}/.exec(key)?.[0] ?? '');
    expect(intervals('tickets_users')).toEqual(intervals('tickets'));
  },
);

it('lands a row of 17 MiB, logs it and emits a CloudWatch metric', async () => {
  const harness = await startHarness({ layout: 'ndjson', speed: 1 });
  fill(harness.account, 5, harness.began);
  const long = JSON.stringify({ name: 'planted-content'.padEnd(17 * 2 ** 20, '.') });
  harness.zendesk.intercept(() => ({
    kind: 'rewrite',
    page: (page) => mapMembers(page, (name, text) => (name === 'users' ? text.replace('[', `[${long},`) : text)),
  }));

  const invocation = await harness.invoke({ include: ['users'] });

  expect(resultOf(invocation)).toMatchObject({ outcome: 'caught_up', pages: 1, records: 5 });
  const users = (await readObjects(harness)).find(({ key }) => datasetOf(key) === 'tickets_users');
  expect(users?.text.startsWith(`${long}\n`)).toBe(true);
  const lines = invocation.logs.map(({ json }) => json);
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'WARN',
      message: 'oversized',
      export: 'acme/tickets',
      key: users?.key,
      layout: 'ndjson',
      rows: 1,
      largest_bytes: long.length,
      limit_bytes: 16 * 2 ** 20,
    }),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({
      _aws: expect.objectContaining({
        CloudWatchMetrics: [
          {
            Namespace: 'ZendeskLake',
            Dimensions: [['subdomain', 'resource']],
            Metrics: [{ Name: 'OversizedRows', Unit: 'Count' }],
          },
        ],
      }),
      subdomain: 'acme',
      resource: 'tickets',
      OversizedRows: 1,
    }),
  );
  expect(harness.output()).not.toContain('planted-content');
});
