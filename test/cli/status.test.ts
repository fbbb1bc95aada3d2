import { expect, it } from 'vitest';
import { deployed, REQUEST } from '../support/cli/deployed.ts';

it('of an empty table says that nothing has been landed', async () => {
  const { type, json } = await deployed();
  expect(await type('status')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/acme\/tickets.*position +it has not landed anything yet.*lease +free/s),
  });
  const { data } = await json('status');
  expect(data).toEqual({
    exports: [
      {
        export: 'acme/tickets',
        enabled: true,
        schedule: 'rate(1 minute)',
        pollSeconds: 270,
        startTime: null,
        position: null,
        afterCursor: null,
        lagSeconds: null,
        caughtUpAt: null,
        catchUpSeconds: null,
        lease: null,
        lastRun: null,
        stalledRuns: null,
        totals: null,
        rewound: null,
      },
    ],
  });
});

it('tells all that the item tells', async () => {
  const { type, json, aws, now } = await deployed();
  const at = now();
  await aws.dynamodb.putItem({
    export_id: 'acme/tickets',
    start_time: 1,
    end_time: at - 7200,
    after_cursor: 'MTIz',
    lease_owner: 'run-7',
    lease_until: at + 600,
    last_run_at: at - 60,
    last_outcome: 'budget_spent',
    caught_up_at: at - 90_000,
    stalled_runs: 3,
    total_pages: 12,
    total_records: 12_345,
    total_bytes: 5_000_000,
    rewound_at: at - 500,
    rewound_from: at - 100,
    rewound_to: at - 9000,
  });
  const { data } = await json('status');
  expect(data).toMatchObject({
    exports: [
      {
        startTime: 1,
        position: at - 7200,
        afterCursor: 'MTIz',
        caughtUpAt: at - 90_000,
        catchUpSeconds: null,
        lease: { owner: 'run-7', until: at + 600 },
        lastRun: { at: at - 60, outcome: 'budget_spent' },
        stalledRuns: 3,
        totals: { pages: 12, records: 12_345, bytes: 5_000_000 },
        rewound: { at: at - 500, from: at - 100, to: at - 9000 },
      },
    ],
  });
  const { out } = await type('status');
  expect(out).toMatch(/lag +2h.*held until .* by run-7.*budget_spent.*stalled +for 3 runs.*12 pages, 12,345 records/s);
});

it('does not call a lease that has run out held', async () => {
  const { json, aws, now } = await deployed();
  const lease = { lease_owner: 'dead', lease_until: now() - 1 };
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', end_time: 5, last_outcome: 'caught_up', ...lease });
  expect((await json('status')).data).toMatchObject({ exports: [{ lease: null, catchUpSeconds: 0 }] });
});

it('tells from the listing how long an export takes to catch up', async () => {
  const { type, json, aws, land, now, clock } = await deployed();
  const position = now() - 10_000;
  await land(position - 6600, position, { lastModified: clock.now() - 600_000 });
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 1, end_time: position });
  const { data } = await json('status');
  const { exports } = data as { exports: { catchUpSeconds: number }[] };
  // Ten seconds gained in each.
  expect(exports[0]?.catchUpSeconds).toBeGreaterThan(980);
  expect(exports[0]?.catchUpSeconds).toBeLessThan(1020);
  expect((await type('status')).out).toMatch(/will catch up +in about 16m/);
});

it('shows each account, and which is paused', async () => {
  const globex = { subdomain: 'globex', credentialsSecretId: 's' };
  const { type } = await deployed({ requests: [globex, REQUEST] });
  await type('pause --account globex');
  const { out } = await type('status');
  expect(out).toMatch(
    /^acme\/tickets\n +schedule +rate\(1 minute\), polls after 4m 30s\n.*\nglobex\/tickets\n +schedule +rate\(1 minute\) +paused\n/s,
  );
  expect((await type('status --account acme')).out).not.toContain('globex');
});
