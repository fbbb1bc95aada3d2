import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { recordTexts } from '#sandbox/lake/records.ts';
import { verifyChain } from '#catalog/chain.ts';
import { mapMembers } from '#sandbox/zendesk/members.ts';
import { onEachCall } from '../support/e2e/calls.ts';
import { fill, resultOf, setStage, type Stage } from '../support/e2e/harness.ts';

type Stored = { readonly key: string; readonly text: string; readonly contentType: string; readonly records: string };

/** All that lies in the lake, by key. */
async function everything(stage: Stage): Promise<Stored[]> {
  const { objects } = stage.aws.s3;
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

/** The datasets of all objects, in the order in which they were put. */
const puts = (stage: Stage): string[] => stage.aws.s3.requests.map(({ key }) => datasetOf(key));

const DATASETS = ['users', 'metric_sets', 'tickets'] as const;
const PAGE = ['tickets_users', 'tickets_metric_sets', 'tickets'];

it.each([
  ['gzip', 'json.gz', 'application/gzip'],
  ['none', 'json', 'application/x-ndjson'],
])(
  'lands each ticket and each of its sideloads on a line, byte for byte, compression %s',
  async (compression, extension, contentType) => {
    const stage = await setStage({ layout: 'ndjson' });
    const sent: string[] = [];
    stage.zendesk.intercept(({ method }) =>
      method === 'GET' ? { kind: 'rewrite', page: (body) => (sent.push(body), body) } : undefined,
    );
    fill(stage.account, 25, stage.began);

    const request = { compression, include: ['users', 'metric_sets'], pageSize: 10 };
    const result = resultOf(await stage.invoke(request));

    expect(result).toMatchObject({ outcome: 'caught_up', pages: 3, records: 27, endTime: stage.began + 24 });
    expect(puts(stage)).toEqual([...PAGE, ...PAGE, ...PAGE]);
    const lake = await everything(stage);
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
    expect(verifyChain(await stage.objects(), await stage.item())).toEqual({ complete: true, gaps: [] });
    expect(resultOf(await stage.invoke(request))).toMatchObject({ outcome: 'caught_up', pages: 0, bytes: 0 });
  },
);

it('proves a second that holds more tickets than a page', async () => {
  const stage = await setStage({ layout: 'ndjson', secondMode: 'capped' });
  fill(stage.account, 8, stage.began);
  fill(stage.account, 32, stage.began + 8, 0);
  fill(stage.account, 15, stage.began + 9);
  expect(resultOf(await stage.invoke({ pageSize: 10, include: ['users'] }))).toMatchObject({ outcome: 'caught_up' });
  await stage.expectComplete();
});

it.each(['before', 'after'] as const)(
  'killed between a sideload and its tickets (%s a call), loses nothing and leaves no second copy',
  async (side) => {
    const stage = await setStage({ layout: 'ndjson', speed: 1 });
    fill(stage.account, 25, stage.began);
    let landings = 0;
    onEachCall(stage, async ({ kind }) => {
      if (kind !== 'PutObject') return 'carried out';
      landings += 1;
      // The second page's users are the third object.
      if (side === 'after' && landings === 3) return { afterEffect: () => void stage.lambda.kill(), answer: 'lost' };
      if (side === 'after' || landings !== 4) return 'carried out';
      await stage.lambda.kill();
      return 'dropped';
    });
    const request = { pageSize: 10, include: ['users'] };
    expect(await stage.invoke(request)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('SIGKILL') },
    });
    const orphaned = (await everything(stage)).map(({ key }) => key);
    expect(orphaned.map(datasetOf).toSorted()).toEqual(['tickets', 'tickets_users', 'tickets_users']);

    await stage.lapse();
    expect(resultOf(await stage.invoke(request))).toMatchObject({ outcome: 'caught_up' });

    await stage.expectComplete();
    const keys = (await everything(stage)).map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(orphaned));
    const intervals = (dataset: string): string[] =>
      keys.filter((key) => datasetOf(key) === dataset).map((key) => /\d{10}-\d{10}/.exec(key)?.[0] ?? '');
    expect(intervals('tickets_users')).toEqual(intervals('tickets'));
  },
);

it('lands a row of 17 MiB, says so in the log, and makes a CloudWatch metric of it', async () => {
  const stage = await setStage({ layout: 'ndjson', speed: 1 });
  fill(stage.account, 5, stage.began);
  const long = JSON.stringify({ name: 'planted-content'.padEnd(17 * 2 ** 20, '.') });
  stage.zendesk.intercept(() => ({
    kind: 'rewrite',
    page: (page) => mapMembers(page, (name, text) => (name === 'users' ? text.replace('[', `[${long},`) : text)),
  }));

  const invocation = await stage.invoke({ include: ['users'] });

  expect(resultOf(invocation)).toMatchObject({ outcome: 'caught_up', pages: 1, records: 5 });
  const users = (await everything(stage)).find(({ key }) => datasetOf(key) === 'tickets_users');
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
  expect(stage.output()).not.toContain('planted-content');
});
