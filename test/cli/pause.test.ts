import { expect, it } from 'vitest';
import { deployStack } from '../support/cli/deployed-stack.ts';
import { GROUP } from '../support/cli/operator.ts';

it('pause and resume change only the state of the schedule', async () => {
  const { type, json, plane } = await deployStack();
  const before = plane.scheduler.get(GROUP, 'ZendeskLake-acme');

  expect(await type('pause')).toMatchObject({ code: 0, out: expect.stringMatching(/Paused the schedule of acme\./) });
  expect(plane.scheduler.get(GROUP, 'ZendeskLake-acme')).toEqual({ ...before, State: 'DISABLED' });
  expect(await json('pause')).toEqual({ code: 0, data: { subdomain: 'acme', enabled: false, changed: false } });

  expect(await json('resume')).toEqual({ code: 0, data: { subdomain: 'acme', enabled: true, changed: true } });
  expect(plane.scheduler.get(GROUP, 'ZendeskLake-acme')).toEqual(before);
  expect((await type('resume')).out).toContain('The schedule of acme is already enabled.');
  const updates = plane.scheduler.requests.filter(({ operation }) => operation === 'UpdateSchedule');
  expect(updates).toHaveLength(2);
});
