import { expect, it } from 'vitest';
import type { CostLine } from '#common/cost-model.ts';
import { type DeployedStack, deployStack } from '../support/cli/deployed-stack.ts';
import { deployAcme, deployMany, NAMES, widthOf } from '../support/cli/many-exports.ts';

const DAY_MS = 86_400_000;
const host = { invoke: () => Promise.reject(new Error('not invoked')) };

type Cost = { readonly export: string; readonly polls: number; readonly objects: number; readonly usd: number };
type Data = {
  readonly accounts: { account: string; exports: Cost[]; usd: number; sharedUsd: number }[];
  readonly shared: { readonly usd: number };
  readonly lines: CostLine[];
  readonly usd: number;
};

async function runCost(stack: DeployedStack, options = ''): Promise<Data> {
  const { code, data } = await stack.json(`cost ${options}`);
  expect(code).toBe(0);
  return data;
}

const getLine = ({ lines }: Data, item: CostLine['item']): CostLine | undefined =>
  lines.find((line) => line.item === item);

const sum = (items: readonly { readonly usd: number }[]): number => items.reduce((total, { usd }) => total + usd, 0);

it('cost counts the objects of the last 30 days as writes and all objects as storage', async () => {
  const stack = await deployStack({ host });
  const at = stack.now();
  await stack.land(at - 900, at - 600, { size: 2 ** 20 });
  await stack.land(at - 600, at - 300, { size: 2 ** 20, lastModified: stack.clock.now() - 29 * DAY_MS });
  await stack.land(at - 300, at, { size: 2 ** 20, lastModified: stack.clock.now() - 31 * DAY_MS });
  const data = await runCost(stack);
  expect(getLine(data, 'S3, writes')?.quantity).toBe(2);
  expect(getLine(data, 'S3, storage')?.quantity).toBeCloseTo(3 / 1024, 6);
  expect(getLine(data, 'Lambda, requests')?.quantity).toBe(43_200);
  expect(data.accounts[0]?.exports).toMatchObject([{ export: 'acme/tickets', objects: 2, storedBytes: 3 * 2 ** 20 }]);
});

it('cost counts only runs for an empty lake, and only the secret and the alarms for a paused schedule', async () => {
  const stack = await deployStack({ host });
  expect(getLine(await runCost(stack), 'S3, writes')?.quantity).toBe(0);
  await stack.type('pause');
  const { accounts, lines } = await runCost(stack);
  expect(accounts[0]?.exports).toMatchObject([{ polls: 0, usd: 0 }]);
  const charged = lines.filter(({ usd }) => usd > 0).map(({ item }) => item);
  expect(new Set(charged)).toEqual(new Set(['Secrets Manager', 'CloudWatch, alarms', 'CloudWatch, function alarms']));
});

it('cost adds up exports, accounts and the shared cost', async () => {
  const stack = await deployMany({ host });
  for (let n = 0; n < 20; n += 1) await stack.land(n, n + 1, { resource: 'users' });
  const { accounts, shared, lines, usd } = await runCost(stack);
  expect(accounts.map(({ account, exports }) => [account, exports.length])).toEqual([
    ['acme', NAMES.length],
    ['globex', NAMES.length],
  ]);
  for (const account of accounts) expect(sum(account.exports) + account.sharedUsd).toBeCloseTo(account.usd, 9);
  expect(sum(accounts) + shared.usd).toBeCloseTo(usd, 9);
  expect(sum(lines)).toBeCloseTo(usd, 9);
  const [acme, globex] = accounts.map(({ exports }) => exports.find((each) => each.export.endsWith('/users')));
  expect(acme?.usd).toBeGreaterThan(globex?.usd ?? Infinity);
});

it('cost polls each export as often as its resource allows', async () => {
  const request = { subdomain: 'acme', credentialsSecretId: 's', resources: NAMES };
  const { accounts } = await runCost(await deployAcme({ host, requests: [request] }));
  const polls = new Map(accounts[0]?.exports.map((each) => [each.export, each.polls]));
  expect(polls.get('acme/tickets')).toBe(43_200);
  expect(polls.get('acme/ticket_metric_events')).toBeLessThan(43_200 / 30);
});

it('cost includes the dashboard only if the stack has one', async () => {
  const without = await runCost(await deployStack({ host }));
  const withDashboard = await runCost(await deployStack({ host, outputs: { DashboardName: 'ZendeskLake' } }));
  expect(withDashboard.shared.usd - without.shared.usd).toBeCloseTo(3, 9);
});

it('cost prints one table for all exports and one for the items of the bill', async () => {
  const stack = await deployMany({ host });
  const { out } = await stack.type('cost');
  const [exports = '', items = '', note = ''] = out.split('\n\n');
  // A head, and for each account its name, its exports and their shared cost. At the end the stack and the total.
  expect(exports.split('\n')).toHaveLength(1 + 2 * (NAMES.length + 2) + 2);
  expect(exports).toMatch(/^acme +\$\d\.\d\d\n {2}tickets +[\d,]+ +0 +0 B +\$\d/m);
  expect(items).toMatch(/^Lambda, time +[\d,]+ +GB-seconds +\$0\.\d\d$/m);
  expect(note).toContain('us-east-1 list prices of 2026-11-26');
  expect(widthOf(out)).toBeLessThanOrEqual(100);
});

it('cost --resource shows the rows of these resources, and the totals of all', async () => {
  const stack = await deployMany({ host });
  const all = await runCost(stack);
  const some = await runCost(stack, '--resource users,calls');
  expect(some.usd).toBeCloseTo(all.usd, 9);
  expect(some.accounts.flatMap(({ exports }) => exports.map((each) => each.export))).toEqual(
    ['acme', 'globex'].flatMap((account) => [`${account}/users`, `${account}/calls`]),
  );
});
