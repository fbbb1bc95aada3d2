import { expect, it } from 'vitest';
import { ALL_EXPORTS } from '../support/all-exports.ts';
import { emittedIn } from '../support/e2e/emitted.ts';
import { CLIENT, errorOf, fill, type Harness, resultsOf, SECRET_ID, startHarness } from '../support/e2e/harness.ts';

const DAY_MS = 86_400_000;
const EVENT = { resources: ['tickets', 'calls', 'organizations'] };

const outcomes = async (harness: Harness) => resultsOf(await harness.invoke(EVENT)).map(({ outcome }) => outcome);

it('marks a resource on its item that the account lacks, and exports it once the account has it', async () => {
  const harness = await startHarness({ exports: ALL_EXPORTS, gaps: { calls: 'no_product' } });
  const getCalls = () => harness.aws.dynamodb.getItem('acme/calls');
  fill(harness.account, 30, harness.began);

  expect(await outcomes(harness)).toEqual(['caught_up', 'unavailable', 'caught_up']);
  await harness.expectComplete();
  await harness.expectComplete('organizations');
  const item = await getCalls();
  expect(item).toMatchObject({
    last_outcome: 'unavailable',
    unavailable_at: expect.any(Number),
    unavailable_reason: expect.stringMatching(/^acme\/calls: GET .* The account does not have Zendesk Talk/),
  });
  for (const name of ['read_at', 'end_time', 'lease_owner', 'lease_until']) expect(item).not.toHaveProperty(name);
  expect(emittedIn(harness.output())).toContainEqual(
    expect.objectContaining({ name: 'Unavailable', value: 1, dimensions: { subdomain: 'acme', resource: 'calls' } }),
  );
  expect(harness.output()).toContain('The account does not have Zendesk Talk');

  expect(await outcomes(harness)).toEqual(['caught_up', 'not_due', 'caught_up']);
  harness.zendesk.setGaps({});
  harness.clock.advance(DAY_MS);
  expect(await outcomes(harness)).toEqual(['caught_up', 'caught_up', 'caught_up']);
  expect(await getCalls()).toMatchObject({ last_outcome: 'caught_up', read_at: expect.any(Number) });
  for (const name of ['unavailable_at', 'unavailable_reason']) expect(await getCalls()).not.toHaveProperty(name);
  await harness.expectComplete('calls');

  harness.zendesk.setGaps({ organizations: 'restricted' });
  expect(errorOf(await harness.invoke(EVENT))).toMatchObject({
    name: 'ZendeskRefusedError',
    message: expect.stringContaining("The account's plan does not include organizations"),
    errors: [{ export: 'acme/organizations', name: 'ZendeskRefusedError' }],
  });
});

it('exports only the resources in the scope of the secret', async () => {
  const harness = await startHarness({ exports: ALL_EXPORTS });
  const { clientId, clientSecret } = CLIENT;
  harness.aws.secrets.put(SECRET_ID, JSON.stringify({ clientId, clientSecret, scope: 'tickets:read' }));
  fill(harness.account, 30, harness.began);

  expect(await outcomes(harness)).toEqual(['caught_up', 'unavailable', 'unavailable']);

  await harness.expectComplete();
  expect(await harness.objects('organizations')).toEqual([]);
  expect(harness.output()).not.toContain(clientSecret);
});
