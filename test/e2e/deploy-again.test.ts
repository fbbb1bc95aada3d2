import { expect, it, onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { startLambda } from '#sandbox/lambda/host.ts';
import { BUNDLE_DIR } from '../support/build-bundle.ts';
import { fill, resultOf, startHarness } from '../support/e2e/harness.ts';
import { expectUntouched, lakeOf } from '../support/e2e/monitor.ts';
import { resourceOf, synthesize } from '../support/infra/synthesize.ts';

const environment = z.object({
  Variables: z.object({ LAKE_BUCKET: z.string(), LAKE_PREFIX: z.string(), CURSOR_TABLE: z.string() }),
});
const target = z.object({ Input: z.string() });

it('a stack that is deployed again with the bucket and the table of a destroyed one continues at the last checkpoint', async () => {
  const harness = await startHarness();
  const { account, aws, began, clock, zendesk } = harness;
  fill(account, 25, began);
  expect(resultOf(await harness.invoke({ pageSize: 10 }))).toMatchObject({ outcome: 'caught_up' });
  const { end_time: end = 0 } = await harness.item();
  const lake = await lakeOf(harness);

  // `destroy` leaves bucket and table. Zendesk changes in the meantime.
  fill(account, 5, began + 200);
  const template = synthesize({
    accounts: [{ subdomain: 'acme', pageSize: 10 }],
    lakeBucket: aws.s3.bucket,
    cursorTable: aws.dynamodb.table,
  });
  const { Variables } = environment.parse(resourceOf(template, 'AWS::Lambda::Function').Properties['Environment']);
  const { Input } = target.parse(resourceOf(template, 'AWS::Scheduler::Schedule').Properties['Target']);
  const env = { ...aws.env, ...Variables, ZENDESK_BASE_URL: zendesk.url };
  const host = await startLambda({ bundleDir: BUNDLE_DIR, clock, env });
  onTestFinished(() => host.stop());
  clock.advance(300_000);

  expect(resultOf(await host.invoke(JSON.parse(Input)))).toMatchObject({
    outcome: 'caught_up',
    startTime: end,
    endTime: began + 204,
  });
  await expectUntouched(harness, lake);
  await harness.expectComplete();
});
