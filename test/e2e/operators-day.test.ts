import { expect, it } from 'vitest';
import type { LandedObject } from '#sandbox/lake/landed-object.ts';
import { alarmsOf, stateAt } from '../support/infra/evaluate-alarm.ts';
import { synthesize } from '../support/infra/synthesize.ts';
import { type Operator, startOperator } from '../support/cli/operator.ts';
import { emittedIn } from '../support/e2e/emitted.ts';
import {
  CLIENT,
  EVENT,
  fill,
  SECRET_ID,
  startHarness,
  type Harness,
  type HarnessOptions,
} from '../support/e2e/harness.ts';

/** An operator with a newly deployed stack, whose function is the deployed bundle. */
async function deploy(options: HarnessOptions = {}): Promise<Harness & Operator & { readonly second: number }> {
  const harness = await startHarness({ secondMode: 'capped', ...options });
  const second = harness.began + 30;
  fill(harness.account, 30, harness.began);
  // More tickets in one second than fit on three pages, so they are read by a cursor walk.
  fill(harness.account, 70, second, 0);
  fill(harness.account, 50, second + 1);
  const { layout = 'page' } = options;
  // In the layout ndjson, sideloads have separate datasets.
  const include = layout === 'page' ? [] : ['users'];
  const request = {
    ...EVENT,
    layout,
    include,
    pageSize: 20,
    startTime: harness.began,
    settleSeconds: 60,
    pollSeconds: 270,
  };
  const operator = await startOperator({
    aws: harness.aws,
    clock: harness.clock,
    zendeskUrl: harness.zendesk.url,
    host: { invoke: (event) => harness.invoke(Object(event)) },
    requests: [request],
    outputs: layout === 'page' ? {} : { LakePrefix: 'zendesk-ndjson' },
  });
  return { ...harness, ...operator, second };
}

/** Pipes credentials to the command that stores them. */
const store = ({ type }: Operator, clientSecret: string, options = '') =>
  type(`credentials ${options}`, {
    readInput: async () => Buffer.from(JSON.stringify({ clientId: CLIENT.clientId, clientSecret })),
  });

/** The credentials alarm, evaluated with the metrics in the function's log. */
function credentialsAlarm({ output, clock }: Harness): { readonly state: () => string; readonly periodMs: number } {
  const alarm = alarmsOf(synthesize()).get('acme credentials');
  if (alarm === undefined) throw new Error('The template has no credentials alarm.');
  return {
    state: () => stateAt(alarm, emittedIn(output()), clock.now() + 1, 'OK'),
    periodMs: alarm.Period * 1000,
  };
}

it('an operator can handle a day from a broken secret to a rewind', async () => {
  const harness = await deploy();
  const { type, json } = harness;
  const alarm = credentialsAlarm(harness);

  // The secret was created by hand, without a value.
  harness.aws.secrets.put(SECRET_ID);
  expect(await type('doctor')).toMatchObject({ code: 1, out: expect.stringMatching(/✘ secret .*no value yet/) });
  expect(await type('run')).toMatchObject({ code: 1, out: expect.stringContaining('CredentialsError') });

  expect(await store(harness, 'planted-typo')).toMatchObject({ code: 1 });
  expect(await store(harness, 'planted-typo', '--no-check')).toMatchObject({ code: 0 });
  expect(await type('doctor')).toMatchObject({ code: 1, out: expect.stringMatching(/✔ secret.*✘ credentials/s) });
  expect(await store(harness, CLIENT.clientSecret)).toMatchObject({ code: 0 });
  expect(await type('doctor')).toMatchObject({ code: 0 });

  expect(await type('status')).toMatchObject({ code: 0, out: expect.stringContaining('nothing landed yet') });
  expect(await json('run')).toMatchObject({ code: 0, data: { exports: [{ outcome: 'caught_up' }] } });
  expect(await json('status')).toMatchObject({ data: { exports: [{ position: harness.second + 50, lease: null }] } });
  expect(await json('verify --deep')).toMatchObject({ code: 0, data: { ok: true } });
  expect(await json('cost')).toMatchObject({ code: 0 });

  harness.clock.advance(alarm.periodMs);
  expect(await type('run')).toMatchObject({ code: 0 });
  expect(alarm.state()).toBe('OK');

  // The OAuth client is deleted in the Admin Center, which also invalidates its tokens.
  harness.zendesk.setCredentials({ clients: [{ ...CLIENT, clientSecret: 'planted-new' }] });
  harness.zendesk.revokeIssuedTokens();
  expect(await type('doctor')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/✘ credentials.*node cli credentials/s),
  });
  expect(await type('run')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/CredentialsError: .*no deployment is needed/),
  });
  expect(alarm.state()).toBe('ALARM');
  expect(await store(harness, 'planted-new')).toMatchObject({ code: 0 });
  expect(await type('doctor')).toMatchObject({ code: 0 });
  harness.clock.advance(alarm.periodMs);
  expect(await type('run')).toMatchObject({ code: 0 });
  expect(alarm.state()).toBe('OK');

  expect(await type('pause')).toMatchObject({ code: 0 });
  expect(await type('doctor')).toMatchObject({ code: 1, out: expect.stringMatching(/✘ schedule/) });
  expect(await type('resume')).toMatchObject({ code: 0 });

  // Another run is active, in the middle of a page.
  const another = await harness.another();
  const requested = Promise.withResolvers<void>();
  harness.zendesk.intercept(() => {
    requested.resolve();
    return { kind: 'hang' };
  });
  const hanging = another.invoke(EVENT).catch(() => undefined);
  await requested.promise;
  harness.zendesk.intercept(undefined);
  const position = harness.second + 50;
  const rewind = `rewind --to ${harness.began + 10} --yes`;
  expect(await type(rewind)).toMatchObject({
    code: 3,
    err: expect.stringContaining('A run holds the lease of acme/tickets'),
  });
  expect(await type('run')).toMatchObject({ code: 3, out: expect.stringContaining('lease_held') });
  expect(await harness.item()).toMatchObject({ end_time: position });
  await another.kill();
  await hanging;
  await harness.lapse();

  expect(await json(rewind)).toMatchObject({ code: 0, data: { from: position, to: harness.began + 10 } });
  expect(await harness.item()).toMatchObject({ end_time: harness.began + 10, rewound_from: position });
  expect(await json('run')).toMatchObject({ code: 0, data: { exports: [{ startTime: harness.began + 10 }] } });
  expect(await json('status')).toMatchObject({
    data: { exports: [{ rewound: { to: harness.began + 10 }, position }] },
  });
  expect(await type('verify --deep')).toMatchObject({ code: 0 });
  await harness.expectComplete();
  expect(harness.printed()).not.toContain('planted');
});

type Loss = readonly [
  name: string,
  find: (objects: readonly LandedObject[], second: number) => LandedObject | undefined,
];

const LOSSES: readonly Loss[] = [
  ['the first', (objects) => objects.toSorted((a, b) => a.startTime - b.startTime || b.endTime - a.endTime)[0]],
  ['the last', (objects) => objects.toSorted((a, b) => b.endTime - a.endTime || a.startTime - b.startTime)[0]],
  ["a walk's first", (objects) => walkOf(objects).find(({ cursor }) => cursor === undefined)],
  ['one inside a pinned second', (objects) => walkOf(objects).find(({ cursor }) => cursor !== undefined)],
  ["a walk's last", (objects, second) => walkOf(objects).find(({ endTime }) => endTime > second)],
];

const walkOf = (objects: readonly LandedObject[]): LandedObject[] =>
  objects.filter(({ pagination }) => pagination === 'cursor');

const BOTH = (['page', 'ndjson'] as const).flatMap((layout) => LOSSES.map(([name, find]) => ({ layout, name, find })));

it.each(BOTH)(
  'verify finds the lost object ($name), and a rewind closes the gap ($layout)',
  async ({ layout, find }) => {
    const harness = await deploy({ layout });
    const { type, json } = harness;
    expect(await type('run')).toMatchObject({ code: 0 });
    expect(await type('verify')).toMatchObject({ code: 0 });
    const lost = find(await harness.objects(), harness.second);
    if (lost === undefined) throw new Error('The lake has no such object.');
    await harness.aws.s3.objects.delete(lost.key);

    const { code, data } = await json('verify');
    const { exports } = data as { exports: { gaps: { from: number; to: number }[]; rewind: string }[] };
    const [{ gaps, rewind } = { gaps: [], rewind: '' }] = exports;
    expect({ code, gaps }).toEqual({ code: 1, gaps: [{ from: lost.startTime, to: expect.any(Number) }] });
    expect(gaps[0]?.to).toBeGreaterThanOrEqual(lost.endTime);

    expect(await type(`${rewind.replace('node cli ', '')} --yes`)).toMatchObject({ code: 0 });
    expect(await type('run')).toMatchObject({ code: 0 });
    expect(await json('verify --deep')).toMatchObject({ code: 0, data: { ok: true } });
    await harness.expectComplete();
  },
);

it.each([
  ['page', true, /checksum/],
  ['page', false, /digest/],
  ['ndjson', false, /digest/],
] as const)('verify --deep finds a damaged object (%s, checksum kept: %s)', async (layout, keeps, problem) => {
  const harness = await deploy({ layout });
  await harness.type('run');
  const [first, second] = await harness.objects();
  const { objects } = harness.aws.s3;
  const info = await objects.info(first?.key ?? '');
  const other = await objects.read(second?.key ?? '');
  if (info === undefined || other === undefined) throw new Error('The lake has fewer than two objects.');
  const { size: _, etag: _etag, ...described } = info;
  const checksums = keeps ? info.checksums : {};
  await objects.put(first?.key ?? '', { ...described, checksums, body: other }, false);

  expect(await harness.type('verify')).toMatchObject({ code: 0 });
  const problems = [expect.stringMatching(problem)];
  expect(await harness.json('verify --deep')).toMatchObject({
    code: 1,
    data: { exports: [{ complete: true, deep: { damaged: [{ key: first?.key, problems }] } }] },
  });
});

it('verify --deep also checks sideloads', async () => {
  const harness = await deploy({ layout: 'ndjson' });
  await harness.type('run');
  const { objects } = harness.aws.s3;
  const [key = ''] = await objects.keys('zendesk-ndjson/tickets_users/subdomain=acme/');
  const all = (await objects.keys('zendesk-ndjson/')).length;
  expect(await harness.json('verify --deep')).toMatchObject({
    code: 0,
    data: { exports: [{ objects: (await harness.objects()).length, deep: { checked: all, damaged: [] } }] },
  });

  const info = await objects.info(key);
  if (info === undefined) throw new Error('The lake has no sideloaded users.');
  const { size: _, etag: _etag, ...described } = info;
  await objects.put(key, { ...described, checksums: {}, body: Buffer.from('no gzip') }, false);
  expect(await harness.json('verify --deep')).toMatchObject({
    code: 1,
    data: { exports: [{ deep: { damaged: [{ key, problems: ['content is not valid gzip'] }] } }] },
  });
});
