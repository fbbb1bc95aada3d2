import { expect, it } from 'vitest';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import { fillHistory } from '#sandbox/zendesk/index.ts';
import type { LayoutName } from '#sandbox/lake/layout.ts';
import { ALL_EXPORTS } from '../support/all-exports.ts';
import { type Operator, startOperator } from '../support/cli/operator.ts';
import { EVENT, type Harness, startHarness } from '../support/e2e/harness.ts';

const NAMES = Object.keys(INCREMENTAL_RESOURCES);
const TALK = ['calls', 'legs'];

/** An operator with a stack that exports all resources. The account does not have Zendesk Talk yet. */
async function deploy(layout: LayoutName): Promise<Harness & Operator> {
  const gaps = { calls: 'no_product', legs: 'no_product' } as const;
  const harness = await startHarness({ layout, exports: ALL_EXPORTS, gaps });
  fillHistory(harness.account, { tickets: 60, nowMs: harness.clock.now(), aiAgentShare: 0 });
  const operator = await startOperator({
    aws: harness.aws,
    clock: harness.clock,
    zendeskUrl: harness.zendesk.url,
    host: { invoke: (event) => harness.invoke(Object(event)) },
    requests: [{ ...EVENT, layout, resources: NAMES, pollSeconds: 270, pageSize: 100 }],
    outputs: layout === 'page' ? {} : { LakePrefix: 'zendesk-ndjson' },
  });
  return { ...harness, ...operator };
}

type Outcomes = { readonly exports: readonly { readonly resource: string; readonly outcome: string }[] };

async function runExports({ json }: Operator, options = ''): Promise<Record<string, string>> {
  const { code, data } = await json(`run ${options}`);
  expect(code).toBe(0);
  const { exports }: Outcomes = data;
  return Object.fromEntries(exports.map(({ resource, outcome }) => [resource, outcome]));
}

const outcomes = (names: readonly string[], outcome: string) =>
  Object.fromEntries(names.map((name) => [name, outcome]));

/** By layout: the resources of which an object is lost. */
const LOSSES = [
  ['page', ['users', 'ticket_events', 'calls']],
  ['ndjson', ['organizations', 'ticket_metric_events', 'articles']],
] as const;

it.each(LOSSES)('an operator can watch over all resources of an account (%s)', async (layout, damaged) => {
  const harness = await deploy(layout);
  const { type, json, zendesk, aws } = harness;
  const supported = NAMES.filter((name) => !TALK.includes(name));

  expect(await type('doctor')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/✔ credentials.*✔ users +can export.*✘ calls +no access.*calls: GET .*404/s),
  });
  const first = await runExports(harness);
  expect(first).toEqual({ ...outcomes(supported, 'caught_up'), ...outcomes(TALK, 'unavailable') });
  expect(await type('doctor')).toMatchObject({ code: 0, out: expect.stringMatching(/– calls +unavailable since/) });
  const { out } = await type('status');
  expect(out).toMatch(/^users +caught_up .*^calls +unavailable .*^calls: unavailable since/ms);

  // The account gets Talk. Only the rewound export is tried before the day is over.
  zendesk.setGaps({});
  const recovered = await type('doctor --resource calls');
  expect(recovered).toMatchObject({ code: 0, out: expect.stringMatching(/✔ calls +can export again/) });
  const rewind = /node cli (rewind .*)/.exec(recovered.out)?.[1] ?? '';
  expect(await type(`${rewind} --yes`)).toMatchObject({ code: 0 });
  expect(await runExports(harness, '--resource calls,legs')).toEqual({ calls: 'caught_up', legs: 'not_due' });

  expect(await json('verify --deep')).toMatchObject({
    code: 0,
    data: { ok: true, exports: NAMES.map((name) => ({ export: `acme/${name}`, complete: true })) },
  });
  for (const name of damaged) {
    const [lost = ''] = await aws.s3.objects.keys(`${layout === 'page' ? 'zendesk' : 'zendesk-ndjson'}/${name}/`);
    await aws.s3.objects.delete(lost);
    const { code, data } = await json(`verify --resource ${name}`);
    const { exports } = data as { exports: { rewind: string }[] };
    expect({ name, code }).toEqual({ name, code: 1 });
    expect(await type(`${exports[0]?.rewind.replace('node cli ', '')} --yes`)).toMatchObject({ code: 0 });
    expect(await runExports(harness, `--resource ${name}`)).toEqual({ [name]: 'caught_up' });
  }
  expect(await json('verify --deep')).toMatchObject({ code: 0, data: { ok: true } });
  expect(await json('cost')).toMatchObject({ code: 0, data: { accounts: [{ account: 'acme' }] } });
  await harness.expectComplete();
  expect(harness.printed()).not.toContain('planted');
});
