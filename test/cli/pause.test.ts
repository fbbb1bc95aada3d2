import { expect, it } from 'vitest';
import { deployed } from '../support/cli/deployed.ts';
import { GROUP } from '../support/cli/operator.ts';

it('switches the schedule off and on, and leaves the rest of it as it was', async () => {
  const { type, json, plane } = await deployed();
  const before = plane.scheduler.get(GROUP, 'ZendeskLake-acme');

  expect(await type('pause')).toMatchObject({ code: 0, out: expect.stringMatching(/acme is paused;/) });
  expect(plane.scheduler.get(GROUP, 'ZendeskLake-acme')).toEqual({ ...before, State: 'DISABLED' });
  expect(await json('pause')).toEqual({ code: 0, data: { subdomain: 'acme', enabled: false, changed: false } });

  expect(await json('resume')).toEqual({ code: 0, data: { subdomain: 'acme', enabled: true, changed: true } });
  expect(plane.scheduler.get(GROUP, 'ZendeskLake-acme')).toEqual(before);
  expect((await type('resume')).out).toContain('acme runs already');
  const updates = plane.scheduler.requests.filter(({ operation }) => operation === 'UpdateSchedule');
  expect(updates).toHaveLength(2);
});
