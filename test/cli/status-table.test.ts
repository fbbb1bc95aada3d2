import { expect, it } from 'vitest';
import { formatTime } from '#common/format.ts';
import { deployStack, REQUEST } from '../support/cli/deployed-stack.ts';
import { deployAcme, deployMany, NAMES, widthOf } from '../support/cli/many-exports.ts';

const getRow = (out: string, resource: string): string =>
  out.split('\n').find((line) => line.startsWith(`${resource} `)) ?? '';

it('status shows one row per export, grouped by account', async () => {
  const { type, aws, now } = await deployMany();
  const caughtUp = { last_outcome: 'caught_up', last_run_at: now() - 60, caught_up_at: now() - 60 };
  for (const account of ['acme', 'globex']) {
    for (const name of NAMES) {
      await aws.dynamodb.putItem({
        export_id: `${account}/${name}`,
        start_time: 1,
        end_time: now() - 400,
        ...caughtUp,
      });
    }
  }
  const { code, out } = await type('status');
  expect(code).toBe(0);
  const lines = out.trimEnd().split('\n');
  // Two accounts, each with its name, a head and one row per export, and an empty line between them.
  expect(lines).toHaveLength(2 * (NAMES.length + 2) + 1);
  expect(lines[0]).toBe('acme  rate(1 minute)');
  expect(lines[1]).toMatch(/^resource +outcome +lag +caught up +last run +next due$/);
  expect(getRow(out, 'ticket_metric_events')).toMatch(/^\S+ +caught_up +6m \d+s +1m ago +1m ago +in 3m \d+s$/);
  expect(widthOf(out)).toBeLessThanOrEqual(100);
});

it('status shows an export that has never run', async () => {
  const { type } = await deployAcme();
  expect(getRow((await type('status')).out, 'users')).toMatch(/^users +– +– +– +– +now$/);
});

it('status shows in the row that a run is active, that an export has failed and stalled, and when it is due', async () => {
  const { type, aws, now } = await deployAcme();
  const at = now();
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', end_time: at, lease_owner: 'run', lease_until: at + 600 });
  const failure = { last_outcome: 'ZendeskRefusedError', last_run_at: at - 3600, stalled_runs: 4 };
  await aws.dynamodb.putItem({ export_id: 'acme/users', end_time: at - 86_400, ...failure });
  const resumable = { last_outcome: 'budget_spent', last_run_at: at, stalled_runs: 0 };
  await aws.dynamodb.putItem({ export_id: 'acme/calls', end_time: at - 100, ...resumable });
  const { out } = await type('status');
  expect(getRow(out, 'tickets')).toMatch(/ running$/);
  expect(getRow(out, 'users')).toMatch(/^users +ZendeskRefusedError +1d( \ds)? +– +1h ago +now +stalled 4 runs$/);
  expect(getRow(out, 'calls')).toMatch(/^calls +budget_spent .* now$/);
  expect(widthOf(out)).toBeLessThanOrEqual(100);
});

it('status shows an unavailable resource, when it is tried again, and the command that shows the reason', async () => {
  const { type, json, aws, now } = await deployAcme();
  const at = now() - 3600;
  const item = { export_id: 'acme/calls', unavailable_at: at, last_run_at: at, last_outcome: 'unavailable' };
  await aws.dynamodb.putItem(item);
  const { out } = await type('status');
  expect(getRow(out, 'calls')).toMatch(/^calls +unavailable +– +– +1h ago +in 2[23]h/);
  expect(out).toContain(`calls: unavailable since ${formatTime(at)}`);
  expect(out).toContain(formatTime(at + 86_400));
  expect(out).toContain('node cli doctor --resource calls --account acme');
  expect(out.replaceAll(/\s+/g, ' ')).toContain("The account's plan, its products or the token's scope lack it.");
  const { data } = await json('status --resource calls');
  expect(data).toMatchObject({
    exports: [{ export: 'acme/calls', unavailable: { at, until: at + 86_400 }, nextDueAt: at + 86_400 }],
  });
});

it('status quotes the reason why a resource is unavailable', async () => {
  const { type, json, aws, now } = await deployAcme();
  const reason = 'acme/calls: GET /api/v2/channels/voice/stats/incremental/calls returned HTTP 403. Activate Talk.';
  const item = { export_id: 'acme/calls', unavailable_at: now() - 3600, unavailable_reason: reason };
  await aws.dynamodb.putItem(item);
  const { out } = await type('status --resource calls');
  expect(out.replaceAll(/\s+/g, ' ')).toContain('returned HTTP 403. Activate Talk. A run tries again after');
  expect(await json('status')).toMatchObject({ code: 0 });
  expect((await json('status --resource calls')).data).toMatchObject({ exports: [{ unavailable: { reason } }] });
});

it('status shows that an account is paused, and no next poll', async () => {
  const { type, json } = await deployAcme();
  await type('pause');
  expect((await type('status')).out).toMatch(/^acme {2}rate\(1 minute\) \(paused\)\n/);
  expect((await json('status --resource users')).data).toMatchObject({ exports: [{ nextDueAt: null }] });
});

it('status --resource shows all details of one export, and only the rows of several', async () => {
  const { type, json, aws, now } = await deployMany();
  await aws.dynamodb.putItem({ export_id: 'acme/users', start_time: 1, end_time: now() - 100, read_at: now() - 40 });
  const { out } = await type('status --account acme --resource users');
  expect(out).toMatch(/^acme\/users\n.*position.*last answer/s);
  const several = await json('status --resource users,calls --resource legs');
  const { exports } = several.data as { exports: { export: string }[] };
  expect(exports.map((each) => each.export)).toEqual(
    ['acme', 'globex'].flatMap((account) => ['users', 'calls', 'legs'].map((name) => `${account}/${name}`)),
  );
});

it('status shows the poll interval of each resource', async () => {
  const { pollSeconds: _, ...request } = { ...REQUEST, resources: NAMES };
  const { json } = await deployStack({ requests: [request] });
  const { exports } = (await json('status')).data as { exports: { resource: string; pollSeconds: number }[] };
  expect(exports.find(({ resource }) => resource === 'ticket_metric_events')).toMatchObject({ pollSeconds: 1800 });
  expect(exports.find(({ resource }) => resource === 'tickets')).toMatchObject({ pollSeconds: 0 });
});

it('status reads the items of all exports at the same time', async () => {
  const { type, aws } = await deployMany();
  const arrived = Promise.withResolvers<void>();
  let requests = 0;
  aws.dynamodb.intercept(() => {
    requests += 1;
    if (requests === 2 * NAMES.length) arrived.resolve();
    return { kind: 'hold_answer', until: () => arrived.promise };
  });
  expect(await type('status')).toMatchObject({ code: 0 });
});
