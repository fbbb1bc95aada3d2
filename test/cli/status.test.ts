import { expect, it } from 'vitest';
import { deployStack, REQUEST } from '../support/cli/deployed-stack.ts';

it('status reports "nothing landed yet" for an empty table', async () => {
  const { type, json } = await deployStack();
  expect(await type('status')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/acme\/tickets.*position +nothing landed yet.*lease +free/s),
  });
  const { data } = await json('status');
  expect(data).toEqual({
    exports: [
      {
        export: 'acme/tickets',
        account: 'acme',
        resource: 'tickets',
        enabled: true,
        schedule: 'rate(1 minute)',
        pollSeconds: 270,
        staleSeconds: 3600,
        isStale: false,
        startTime: null,
        position: null,
        afterCursor: null,
        lagSeconds: null,
        caughtUpAt: null,
        catchUpSeconds: null,
        lease: null,
        readAt: null,
        lastRun: null,
        nextDueAt: 0,
        stalledRuns: null,
        unavailable: null,
        totals: null,
        snapshot: null,
        invalid: [],
        rewound: null,
      },
    ],
    configuration: { deployed: null, file: null, differences: null },
  });
});

it('status shows every attribute of the cursor item', async () => {
  const { type, json, aws, now } = await deployStack();
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
    read_at: at - 70,
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
        readAt: at - 70,
        lastRun: { at: at - 60, outcome: 'budget_spent' },
        nextDueAt: at - 60 + 270,
        stalledRuns: 3,
        totals: { pages: 12, records: 12_345, bytes: 5_000_000 },
        rewound: { at: at - 500, from: at - 100, to: at - 9000 },
      },
    ],
  });
  const { out } = await type('status');
  expect(out).toMatch(
    /lag +2h.*held until .* by run-7.*budget_spent.*stalled +3 runs without progress.*12 pages, 12,345 records/s,
  );
});

it('status shows no lease once it has expired', async () => {
  const { json, aws, now } = await deployStack();
  const lease = { lease_owner: 'crashed', lease_until: now() - 1 };
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', end_time: 5, last_outcome: 'caught_up', ...lease });
  expect((await json('status')).data).toMatchObject({ exports: [{ lease: null, catchUpSeconds: 0 }] });
});

it('status estimates the time to catch up from the listing', async () => {
  const { type, json, aws, land, now, clock } = await deployStack();
  const position = now() - 10_000;
  await land(position - 6600, position, { lastModified: clock.now() - 600_000 });
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 1, end_time: position });
  const { data } = await json('status');
  const { exports } = data as { exports: { catchUpSeconds: number }[] };
  // The export gains ten seconds per second.
  expect(exports[0]?.catchUpSeconds).toBeGreaterThan(980);
  expect(exports[0]?.catchUpSeconds).toBeLessThan(1020);
  expect((await type('status')).out).toMatch(/time to catch up +about 16m/);
});

it('status shows each account and whether it is paused', async () => {
  const globex = { subdomain: 'globex', credentialsSecretId: 's' };
  const { type } = await deployStack({ requests: [globex, REQUEST] });
  await type('pause --account globex');
  const { out } = await type('status');
  expect(out).toMatch(
    /^acme {2}rate\(1 minute\)\n.*\ntickets .*\n\nglobex {2}rate\(1 minute\) \(paused\)\n.*\ntickets /,
  );
  expect((await type('status --account acme')).out).toMatch(
    /^acme\/tickets\n +schedule +rate\(1 minute\), polls at most every 4m 30s\n/,
  );
});

it('status says how long ago a run looked for newer records', async () => {
  const { type, aws, now } = await deployStack();
  const at = now() - 30 * 86_400;
  await aws.dynamodb.putItem({
    export_id: 'acme/tickets',
    start_time: 1,
    end_time: at - 60,
    last_run_at: at,
    caught_up_at: at,
    fresh_at: at,
    last_outcome: 'caught_up',
  });
  expect((await type('status')).out).toMatch(/lag +30d.*\(no newer records 30d ago\)\n +stale/);
});
