import { expect, it } from 'vitest';
import { type LayoutName, LAYOUTS } from '#sandbox/lake/layout.ts';
import { fillHistory, fillLists, fillPeople } from '#sandbox/zendesk/index.ts';
import { type Operator, startOperator } from '../support/cli/operator.ts';
import { EVENT, type Harness, startHarness } from '../support/e2e/harness.ts';

const NAMES = ['organization_memberships', 'holidays', 'audit_logs'];
const DAY_MS = 86_400_000;

/** An operator with a stack that exports a list of several pages, a list per parent and a list with a window. */
async function deploy(layout: LayoutName): Promise<Harness & Operator> {
  const harness = await startHarness({ layout, speed: 2, start: Date.parse('2026-03-04T05:06:07Z') });
  const history = { nowMs: harness.clock.now() };
  fillHistory(harness.account, { ...history, tickets: 5 });
  fillPeople(harness.account, history);
  fillLists(harness.account, history);
  const operator = await startOperator({
    aws: harness.aws,
    clock: harness.clock,
    zendeskUrl: harness.zendesk.url,
    host: { invoke: (event) => harness.invoke(Object(event)) },
    requests: [{ ...EVENT, layout, resources: NAMES }],
    outputs: { LakePrefix: LAYOUTS[layout].prefix },
  });
  return { ...harness, ...operator };
}

type Proofs = {
  readonly exports: readonly {
    readonly rewind: string | null;
    readonly snapshots: {
      readonly complete: number;
      readonly interrupted: number;
      readonly missing: readonly object[];
    };
  }[];
};

/** Verifies one list. */
async function verifyList({ json }: Operator, name: string) {
  const { code, data } = await json(`verify --resource ${name}`);
  const [proof] = (data as Proofs).exports;
  return { code, rewind: proof?.rewind?.replace('node cli ', '') ?? '', ...proof?.snapshots };
}

async function runExports({ json }: Operator, options = ''): Promise<string[]> {
  const { code, data } = await json(`run ${options}`);
  expect(code).toBe(0);
  const { exports } = data as { exports: { outcome: string }[] };
  return exports.map(({ outcome }) => outcome);
}

it.each(['page', 'ndjson'] as const)('an operator can watch over the snapshots of lists (%s)', async (layout) => {
  const harness = await deploy(layout);
  const { type, json, aws, clock } = harness;
  const keysOf = (name: string): Promise<string[]> => aws.s3.objects.keys(`${LAYOUTS[layout].prefix}/${name}/`);

  expect(await type('doctor')).toMatchObject({ code: 0, out: expect.stringMatching(/✔ holidays +can export/) });
  expect(await runExports(harness)).toEqual(NAMES.map(() => 'caught_up'));
  const status = await type('status --resource holidays');
  expect(status.out).toMatch(/snapshots +every 1d\n +last snapshot +began 2026-03-04T05:0\S+, .* ago\n/);
  // The next snapshot is due a day later.
  expect(await runExports(harness)).toEqual(NAMES.map(() => 'not_due'));
  clock.advance(DAY_MS);
  expect(await runExports(harness)).toEqual(NAMES.map(() => 'caught_up'));
  expect(await json('verify --deep')).toMatchObject({
    code: 0,
    data: {
      ok: true,
      exports: NAMES.map((name) => ({ export: `acme/${name}`, snapshots: { complete: 2, missing: [] } })),
    },
  });

  // A page in the middle is lost. Its old version is restored.
  const [, middle = ''] = await keysOf('organization_memberships');
  const stored = await aws.s3.objects.info(middle);
  const body = await aws.s3.objects.read(middle);
  await aws.s3.objects.delete(middle);
  const damaged = await verifyList(harness, 'organization_memberships');
  expect(damaged).toMatchObject({ code: 1, complete: 2, missing: [{ from: 2, to: 2 }] });
  if (stored !== undefined && body !== undefined) await aws.s3.objects.put(middle, { ...stored, body }, true);
  expect(await verifyList(harness, 'organization_memberships')).toMatchObject({ code: 0, missing: [] });

  // The object that marks the last snapshot as complete is lost. A new snapshot replaces it.
  for (const name of ['organization_memberships', 'holidays']) {
    await aws.s3.objects.delete((await keysOf(name)).at(-1) ?? '');
    const cut = await verifyList(harness, name);
    expect(cut).toMatchObject({ code: 1, complete: 1, missing: [{ to: null }] });
    expect(await type(`${cut.rewind} --yes`)).toMatchObject({ code: 0 });
    expect((await type(`status --resource ${name}`)).out).toMatch(/rewound to .* \(requests a new snapshot\)/);
    expect(await runExports(harness, `--resource ${name}`)).toEqual(['caught_up']);
    expect(await verifyList(harness, name)).toMatchObject({ code: 0, complete: 2, interrupted: 1, missing: [] });
  }

  // A page of the only copy is lost. The rewind reads its time again.
  const [, lost = ''] = await keysOf('audit_logs');
  await aws.s3.objects.delete(lost);
  const gap = await verifyList(harness, 'audit_logs');
  expect(gap).toMatchObject({ code: 1, missing: [{ from: 2, to: 2, since: 0 }] });
  expect(await type(`${gap.rewind} --yes`)).toMatchObject({ code: 0 });
  expect(await runExports(harness, '--resource audit_logs')).toEqual(['caught_up']);
  expect(await json('verify --deep')).toMatchObject({ code: 0, data: { ok: true } });
  expect(await json('cost')).toMatchObject({ code: 0, data: { accounts: [{ account: 'acme' }] } });
  expect(harness.printed()).not.toContain('planted');
});
