import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import { LAKE_RESOURCES } from '#sandbox/lake/resources.ts';
import { readLake } from '#sandbox/lake/read-lake.ts';
import { EVENT, fill, resultOf, startHarness } from '../support/e2e/harness.ts';

it('lands 2,500 tickets in three objects, byte for byte as Zendesk sent them, and later changes in one more', async () => {
  const harness = await startHarness();
  const sent: string[] = [];
  harness.zendesk.intercept(({ method }) =>
    method === 'GET' ? { kind: 'rewrite', page: (body) => (sent.push(body), body) } : undefined,
  );
  fill(harness.account, 2500, harness.began);

  expect(resultOf(await harness.invoke())).toMatchObject({
    outcome: 'caught_up',
    pages: 3,
    records: 2502,
    startTime: 0,
  });
  const landed = await harness.objects();
  const bodies = await Promise.all(landed.map(async ({ path }) => gunzipSync(await readFile(path)).toString()));
  expect(bodies).toEqual(sent);
  expect(await harness.item()).toMatchObject({ end_time: harness.began + 2499, start_time: 0 });
  expect(await harness.item()).not.toHaveProperty('lease_owner');
  expect(await harness.item()).not.toHaveProperty('lease_until');

  for (const { key, path } of landed) {
    const digest = createHash('sha256')
      .update(gunzipSync(await readFile(path)))
      .digest('hex')
      .slice(0, 12);
    expect(key).toMatch(
      new RegExp(`^zendesk/tickets/subdomain=acme/dt=\\d{4}-\\d\\d-\\d\\d/\\d{10}-\\d{10}-${digest}\\.json\\.gz$`),
    );
  }
  const { metadata, contentType } = (await harness.aws.s3.objects.info(landed[0]?.key ?? '')) ?? {};
  expect(contentType).toBe('application/gzip');
  expect(metadata).toMatchObject({
    'start-time': '0',
    'end-time': String(harness.began + 999),
    records: '1000',
    'end-of-stream': 'false',
    pagination: 'time',
    'requested-at': expect.stringMatching(/^\d{13}$/),
    'run-id': expect.any(String),
  });

  const idle = [await harness.invoke(), await harness.invoke()].map(resultOf);
  expect(idle).toMatchObject([
    { outcome: 'caught_up', pages: 0 },
    { outcome: 'caught_up', pages: 0 },
  ]);
  expect(await harness.objects()).toHaveLength(3);

  harness.account.update(17, { second: harness.began + 5000 });
  harness.account.create({ second: harness.began + 5001 });
  expect(resultOf(await harness.invoke())).toMatchObject({ outcome: 'caught_up', pages: 1, records: 3 });
  expect(await harness.objects()).toHaveLength(4);
  await harness.expectComplete();
  expect(await readLake(await harness.objects(), LAYOUTS.page, LAKE_RESOURCES.tickets)).toMatchObject({
    objects: 4,
    ids: 2501,
    versions: 2502,
    duplicates: 3,
  });
});

it('lands an uncompressed page with its sideloads as application/json if compression is none', async () => {
  const harness = await startHarness();
  fill(harness.account, 5, harness.began);

  await harness.invoke({ compression: 'none', include: ['users', 'metric_sets'] });

  const [landed] = await harness.objects();
  expect(landed?.key).toMatch(/\.json$/);
  expect(await harness.aws.s3.objects.info(landed?.key ?? '')).toMatchObject({ contentType: 'application/json' });
  const page = JSON.parse(await readFile(landed?.path ?? '', 'utf8')) as Record<string, unknown[]>;
  expect(page['users']?.length).toBeGreaterThan(0);
  expect(page['metric_sets']).toHaveLength(5);
});

it('lets only one of two concurrent processes export; the other returns without a request', async () => {
  const harness = await startHarness({ pageDelayMs: 4000 });
  fill(harness.account, 30, harness.began);
  const second = await harness.another();

  const both = await Promise.all([harness.invoke({ pageSize: 10 }), second.invoke({ ...EVENT, pageSize: 10 })]);

  const outcomes = both.map((each) => resultOf(each)['outcome']);
  expect(outcomes).toEqual(expect.arrayContaining(['caught_up', 'lease_held']));
  expect(harness.zendesk.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  await harness.expectComplete();
});

it('lands each page once if S3 returns 409 or loses a response and DynamoDB throttles', async () => {
  const harness = await startHarness();
  fill(harness.account, 30, harness.began);
  let puts = 0;
  harness.aws.s3.intercept(() => {
    puts += 1;
    if (puts === 1) return { kind: 'respond', status: 409, code: 'ConditionalRequestConflict' };
    return puts === 3 ? { kind: 'lose_answer' } : undefined;
  });
  let updates = 0;
  harness.aws.dynamodb.intercept(() => {
    updates += 1;
    if (updates === 2) return { kind: 'respond', status: 400, code: 'ProvisionedThroughputExceededException' };
    return updates === 4 ? { kind: 'lose_answer' } : undefined;
  });

  expect(resultOf(await harness.invoke({ pageSize: 10 }))).toMatchObject({
    outcome: 'caught_up',
    endTime: harness.began + 29,
  });
  expect(await harness.item()).not.toHaveProperty('lease_owner');
  await harness.expectComplete();
});
