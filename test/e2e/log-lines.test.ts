import { expect, it } from 'vitest';
import type { AwsFault } from '#sandbox/aws/fault.ts';
import { faults } from '#sandbox/zendesk/index.ts';
import { fill, startHarness, type Harness } from '../support/e2e/harness.ts';

const DENIED: AwsFault = { kind: 'respond', status: 403, code: 'AccessDenied' };

const failWith = ({ zendesk }: Harness, fault: ReturnType<typeof faults.loginPage>): void =>
  zendesk.intercept(({ method }) => (method === 'GET' ? fault : undefined));

/** Provokes errors of the function. Returns the event, if it differs from the usual one. */
const CAUSES: Readonly<Record<string, (harness: Harness) => object | void>> = {
  InvalidRequestError: () => ({ pageSize: 0 }),
  CredentialsError: () => ({ credentialsSecretId: 'nowhere' }),
  ZendeskRefusedError: (harness) => failWith(harness, { kind: 'respond', status: 400, body: '{}' }),
  MalformedPageError: (harness) => failWith(harness, faults.loginPage()),
  StorageError: ({ aws }) => aws.s3.intercept(() => DENIED),
};

it.each(Object.entries(CAUSES))(
  "the runtime's log line of the deployed bundle has errorType %s, and all lines have the request id",
  async (name, cause) => {
    const harness = await startHarness();
    fill(harness.account, 3, harness.began);
    const event = cause(harness) ?? {};

    const { requestId, logs } = await harness.invoke(event);

    const lines = logs.flatMap(({ json }) => (json === undefined ? [] : [json]));
    expect(lines.filter((line) => 'requestId' in line)).toMatchObject([{ requestId, message: { errorType: name } }]);
    const ours = lines.filter((line) => 'run_id' in line);
    expect(ours).not.toEqual([]);
    for (const line of ours) expect(line).toMatchObject({ request_id: requestId });
  },
);

it('a lease is not owned by the request id, which a repeated delivery of the event shares', async () => {
  const harness = await startHarness();
  fill(harness.account, 3, harness.began);
  const owners: unknown[] = [];
  harness.aws.s3.intercept(() => {
    void harness.item().then(({ lease_owner: owner }) => owners.push(owner));
    return undefined;
  });

  const { requestId } = await harness.invoke();

  expect(owners).toEqual([expect.any(String)]);
  expect(owners).not.toContain(requestId);
});
