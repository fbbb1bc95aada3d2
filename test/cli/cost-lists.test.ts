import { expect, it } from 'vitest';
import { deployLists, landPage, landSnapshot } from '../support/cli/lists.ts';

const host = { invoke: () => Promise.reject(new Error('not invoked')) };
const DAY = 86_400;

it('cost counts the pages of a list, and one poll per snapshot', async () => {
  const stack = await deployLists(['groups', { name: 'holidays', snapshotSeconds: 3600 }], { host });
  const at = stack.now() - 3600;
  await landSnapshot(stack, { list: 'groups', snapshot: at - DAY }, 3);
  await landSnapshot(stack, { list: 'groups', snapshot: at }, 4);
  await landPage(stack, { list: 'holidays', snapshot: at, page: 1 });
  await landPage(stack, { list: 'holidays', snapshot: at, page: 2, parent: '35001', isLast: true });
  const { code, data } = await stack.json('cost');
  expect(code).toBe(0);
  const { accounts } = data as { accounts: { exports: { polls: number; storedBytes: number; usd: number }[] }[] };
  const [groups, holidays] = accounts[0]?.exports ?? [];
  expect(groups).toMatchObject({ export: 'acme/groups', objects: 7 });
  expect(holidays).toMatchObject({ export: 'acme/holidays', objects: 2 });
  // Each snapshot is due a minute after the interval is over, at the next invocation.
  expect([groups?.polls, holidays?.polls].map((polls) => Math.round(polls ?? 0))).toEqual([30, 708]);
  expect(groups?.storedBytes).toBeGreaterThan(0);
  expect(groups?.usd).toBeGreaterThan(0);
  expect((await stack.type('cost')).out).toMatch(/^ {2}groups +30 +7 /m);
});
