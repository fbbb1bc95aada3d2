import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import { readLake } from '#sandbox/lake/read-lake.ts';
import { EVENT, fill, resultOf, setStage } from '../support/e2e/harness.ts';

it('lands 2,500 tickets in three objects, byte for byte as Zendesk sent them, and one more for what changes', async () => {
  const stage = await setStage();
  const sent: string[] = [];
  stage.zendesk.intercept(({ method }) =>
    method === 'GET' ? { kind: 'rewrite', page: (body) => (sent.push(body), body) } : undefined,
  );
  fill(stage.account, 2500, stage.began);

  expect(resultOf(await stage.invoke())).toMatchObject({ outcome: 'caught_up', pages: 3, records: 2502, startTime: 0 });
  const landed = await stage.objects();
  const bodies = await Promise.all(landed.map(async ({ path }) => gunzipSync(await readFile(path)).toString()));
  expect(bodies).toEqual(sent);
  expect(await stage.item()).toMatchObject({ end_time: stage.began + 2499, start_time: 0 });
  expect(await stage.item()).not.toHaveProperty('lease_owner');
  expect(await stage.item()).not.toHaveProperty('lease_until');

  for (const { key, path } of landed) {
    const digest = createHash('sha256')
      .update(gunzipSync(await readFile(path)))
      .digest('hex')
      .slice(0, 12);
    expect(key).toMatch(
      new RegExp(`^zendesk/tickets/subdomain=acme/dt=\\d{4}-\\d\\d-\\d\\d/\\d{10}-\\d{10}-${digest}\\.json\\.gz$`),
    );
  }
  const { metadata, contentType } = (await stage.aws.s3.objects.info(landed[0]?.key ?? '')) ?? {};
  expect(contentType).toBe('application/gzip');
  expect(metadata).toMatchObject({
    'start-time': '0',
    'end-time': String(stage.began + 999),
    records: '1000',
    'end-of-stream': 'false',
    pagination: 'time',
    'requested-at': expect.stringMatching(/^\d{13}$/),
    'run-id': expect.any(String),
  });

  const idle = [await stage.invoke(), await stage.invoke()].map(resultOf);
  expect(idle).toMatchObject([
    { outcome: 'caught_up', pages: 0 },
    { outcome: 'caught_up', pages: 0 },
  ]);
  expect(await stage.objects()).toHaveLength(3);

  stage.account.update(17, { second: stage.began + 5000 });
  stage.account.create({ second: stage.began + 5001 });
  expect(resultOf(await stage.invoke())).toMatchObject({ outcome: 'caught_up', pages: 1, records: 3 });
  expect(await stage.objects()).toHaveLength(4);
  await stage.expectComplete();
  expect(await readLake(await stage.objects(), LAYOUTS.page)).toMatchObject({
    objects: 4,
    tickets: 2501,
    versions: 2502,
    duplicates: 3,
  });
});

it('lands one page as plain JSON with its own type where compression is none, and its sideloads with it', async () => {
  const stage = await setStage();
  fill(stage.account, 5, stage.began);

  await stage.invoke({ compression: 'none', include: ['users', 'metric_sets'] });

  const [landed] = await stage.objects();
  expect(landed?.key).toMatch(/\.json$/);
  expect(await stage.aws.s3.objects.info(landed?.key ?? '')).toMatchObject({ contentType: 'application/json' });
  const page = JSON.parse(await readFile(landed?.path ?? '', 'utf8')) as Record<string, unknown[]>;
  expect(page['users']?.length).toBeGreaterThan(0);
  expect(page['metric_sets']).toHaveLength(5);
});

it('keeps two processes that run at once apart: one exports, the other leaves without a request', async () => {
  const stage = await setStage({ pageDelayMs: 4000 });
  fill(stage.account, 30, stage.began);
  const second = await stage.another();

  const both = await Promise.all([stage.invoke({ pageSize: 10 }), second.invoke({ ...EVENT, pageSize: 10 })]);

  const outcomes = both.map((each) => resultOf(each)['outcome']);
  expect(outcomes).toEqual(expect.arrayContaining(['caught_up', 'lease_held']));
  expect(stage.zendesk.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  await stage.expectComplete();
});

it('goes on where S3 answers 409 or loses its answer, and DynamoDB throttles: each page lands once', async () => {
  const stage = await setStage();
  fill(stage.account, 30, stage.began);
  let puts = 0;
  stage.aws.s3.intercept(() => {
    puts += 1;
    if (puts === 1) return { kind: 'respond', status: 409, code: 'ConditionalRequestConflict' };
    return puts === 3 ? { kind: 'lose_answer' } : undefined;
  });
  let updates = 0;
  stage.aws.dynamodb.intercept(() => {
    updates += 1;
    if (updates === 2) return { kind: 'respond', status: 400, code: 'ProvisionedThroughputExceededException' };
    return updates === 4 ? { kind: 'lose_answer' } : undefined;
  });

  expect(resultOf(await stage.invoke({ pageSize: 10 }))).toMatchObject({
    outcome: 'caught_up',
    endTime: stage.began + 29,
  });
  expect(await stage.item()).not.toHaveProperty('lease_owner');
  await stage.expectComplete();
});
