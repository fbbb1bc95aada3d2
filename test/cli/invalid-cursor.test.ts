import { describe, expect, it } from 'vitest';
import { deployStack } from '../support/cli/deployed-stack.ts';
import { getStates, runDoctor } from '../support/cli/doctor.ts';

/** Deploys an export whose cursor item has an attribute of another type. */
async function deployWith(attributes: Readonly<Record<string, string | number>>) {
  const stack = await deployStack();
  await stack.land(1000, 2000);
  await stack.aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 1000, end_time: 2000, ...attributes });
  return stack;
}

describe.each([
  ['end_time', '2000', 'end_time is of type S instead of N'],
  ['start_time', '1000', 'start_time is of type S instead of N'],
  ['end_time', 2000.5, 'end_time is not a non-negative integer'],
])('a cursor item with the %s %j', (name, value, problem) => {
  it('makes verify fail, naming the attribute', async () => {
    const { type, json } = await deployWith({ [name]: value });
    expect(await json('verify')).toMatchObject({
      code: 1,
      data: { ok: false, exports: [{ complete: false, problem: expect.stringContaining(problem) }] },
    });
    const { out } = await type('verify');
    expect(out).toContain(`✘ The cursor item of acme/tickets is not valid: ${problem}.`);
    expect(out).not.toContain('nothing landed yet');
  });

  it('appears in status, and fails a check of doctor', async () => {
    const stack = await deployWith({ [name]: value });
    expect((await stack.json('status')).data).toMatchObject({ exports: [{ invalid: [problem] }] });
    expect((await stack.type('status')).out).toContain(`the cursor item is not valid: ${problem}`);
    const { code, checks } = await runDoctor(stack);
    expect(code).toBe(1);
    expect(getStates(checks)).toMatchObject({ table: 'failed' });
    expect(checks['table']?.detail).toContain(problem);
  });

  it('ends rewind with the reason, and without a change', async () => {
    const { type, aws } = await deployWith({ [name]: value });
    expect(await type('rewind --to 1500 --yes --wait')).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${problem}. Correct it in the table`),
    });
    expect(await aws.dynamodb.getItem('acme/tickets')).toMatchObject({ [name]: value });
  });
});

it('a lease_until of type S counts as expired in status and rewind, as it does for runs', async () => {
  const lease = { lease_owner: 'run-7', lease_until: '9999999999' };
  const { json, aws } = await deployWith(lease);
  expect((await json('status')).data).toMatchObject({ exports: [{ lease: null, invalid: [] }] });
  expect(await json('verify')).toMatchObject({ code: 0 });
  expect(await json('rewind --to 1500 --yes')).toMatchObject({ code: 0, data: { to: 1500 } });
  expect(await aws.dynamodb.getItem('acme/tickets')).not.toHaveProperty('lease_until');
});
