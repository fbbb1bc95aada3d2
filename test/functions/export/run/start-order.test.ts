import { expect, it } from 'vitest';
import { usersExport } from '#sandbox/zendesk/index.ts';
import { BEGAN, createTestWorld } from '#test/support/test-world.ts';

it('reads every export in turn over several runs, even if each run has time for one request only', async () => {
  const world = createTestWorld({ exports: [usersExport] });
  world.account.create({ second: BEGAN });
  const event = { resources: ['tickets', 'users'], requestsPerMinute: 0.5, pollSeconds: 0 };
  const paths: string[] = [];
  for (let run = 0; run < 4; run += 1) {
    const before = world.requests.length;
    await world.invokeAll(event, { afterMs: 60_000, remainingMs: 30_000 });
    paths.push(...world.requests.slice(before).map(({ url }) => new URL(url).pathname.split('/').at(-1) ?? ''));
  }
  const exports = paths.filter((path) => path !== 'tokens');
  expect(exports).toEqual(['tickets', 'users', 'tickets', 'users']);
});
