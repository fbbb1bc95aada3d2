import { describe, expect, it } from 'vitest';
import { formatTime } from '#common/format.ts';
import { type DeployedStack, deployStack } from '../support/cli/deployed-stack.ts';
import { deployAcme } from '../support/cli/many-exports.ts';

const HOUR = 3600;

/** Deploys an export that began ten hours ago, with one page per hour and its position an hour ago. */
async function deployHourly(): Promise<
  DeployedStack & { readonly position: number; readonly item: () => Promise<object> }
> {
  const stack = await deployStack();
  const position = stack.now() - HOUR;
  for (let hour = 0; hour < 10; hour += 1) {
    await stack.land(position - (10 - hour) * HOUR, position - (9 - hour) * HOUR, { records: 100 });
  }
  await stack.aws.dynamodb.putItem({
    export_id: 'acme/tickets',
    start_time: position - 10 * HOUR,
    end_time: position,
    after_cursor: 'MTIz',
    per_page: 500,
  });
  const item = async (): Promise<object> => (await stack.aws.dynamodb.getItem('acme/tickets')) ?? {};
  return { ...stack, position, item };
}

describe('rewind', () => {
  it('lowers the position, removes the walk, and records itself on the item', async () => {
    const { json, item, position } = await deployHourly();
    const to = position - 3 * HOUR + 60;
    expect(await json(`rewind --to ${formatTime(to)} --yes`)).toEqual({
      code: 0,
      data: {
        export: 'acme/tickets',
        from: position,
        to,
        replay: { objects: 3, bytes: 300, records: 300, isExact: true, hours: 1 / 600 },
      },
    });
    expect(await item()).toEqual({
      export_id: 'acme/tickets',
      start_time: position - 10 * HOUR,
      end_time: to,
      per_page: 500,
      rewound_at: expect.any(Number),
      rewound_from: position,
      rewound_to: to,
    });
  });

  it('shows the estimated work before the confirmation, and changes nothing if the user declines', async () => {
    const { type, item, position } = await deployHourly();
    const before = await item();
    const questions: string[] = [];
    const answerWith = (answer: boolean) => ({
      confirm: async (question: string) => {
        questions.push(question);
        return answer;
      },
    });
    const command = `rewind --to ${position - 2 * HOUR + 60}`;
    expect(await type(command, answerWith(false))).toMatchObject({ code: 2, err: 'Nothing was changed.\n' });
    expect(await item()).toEqual(before);
    expect(questions).toEqual([
      expect.stringMatching(
        /^Rewind acme\/tickets from .* covers 2 objects \(200 B\) with 200 records\. .* takes about 6s.* Continue\?$/,
      ),
    ]);
    expect(await type(command, answerWith(true))).toMatchObject({ code: 0 });
    expect(await item()).toMatchObject({ end_time: position - 2 * HOUR + 60 });
  });

  it.each(['', '--json'])('changes nothing without a terminal or --yes (options: "%s")', async (option) => {
    const { type, item, position } = await deployHourly();
    const before = await item();
    const { code, out, err } = await type(`rewind --to ${position - HOUR} ${option}`);
    expect(code).toBe(2);
    expect(out + err).toMatch(
      /Nothing was changed: confirmation is required, but no terminal is attached\. Pass --yes/,
    );
    expect(await item()).toEqual(before);
  });

  it('requires --yes with --json, even on a terminal', async () => {
    const { type, item, position } = await deployHourly();
    const terminal = { confirm: () => Promise.resolve(true) };
    expect(await type(`rewind --to ${position - HOUR} --json`, terminal)).toMatchObject({ code: 2 });
    expect(await item()).toMatchObject({ end_time: position });
  });

  it('lowers start_time too if the time is before it', async () => {
    const { type, item, position } = await deployHourly();
    const to = position - 20 * HOUR;
    expect(await type(`rewind --to ${to} --yes`)).toMatchObject({ code: 0 });
    expect(await item()).toMatchObject({ start_time: to, end_time: to });
  });

  it('requires --force to move forward', async () => {
    const { type, item, position } = await deployHourly();
    const to = position + 60;
    expect(await type(`rewind --to ${to} --yes`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('pass --force'),
    });
    expect(await item()).toMatchObject({ end_time: position });
    expect(await type(`rewind --to ${to} --yes --force`)).toMatchObject({ code: 0 });
    expect(await item()).toMatchObject({ end_time: to });
  });

  it('rejects a time in the future, even with --force', async () => {
    const { type, now } = await deployHourly();
    expect(await type(`rewind --to ${now() + 60} --yes --force`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is in the future'),
    });
  });

  it('rejects an export that has never run, and creates no item', async () => {
    const { type, aws } = await deployStack();
    expect(await type('rewind --to 5 --yes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('has not landed anything yet'),
    });
    expect(await aws.dynamodb.getItem('acme/tickets')).toBeUndefined();
  });

  it('suggests the run command if the schedule is paused', async () => {
    const { type, position } = await deployHourly();
    await type('pause');
    const { out } = await type(`rewind --to ${position - 1} --yes`);
    expect(out).toContain('node cli run --resource tickets --account acme');
  });

  it('estimates the records of many objects from a sample', async () => {
    const { json, position, land } = await deployHourly();
    for (let n = 0; n < 240; n += 1) await land(position - 100, position, { records: 10 });
    const { data } = await json(`rewind --to ${position - 50} --yes`);
    expect(data).toMatchObject({ replay: { objects: 241, isExact: false } });
  });
});

describe('rewind with several exports', () => {
  it('requires --resource, naming the exports', async () => {
    const { type } = await deployAcme();
    for (const command of ['rewind --to 5 --yes', 'rewind --to 5 --yes --resource users,calls']) {
      expect(await type(command)).toMatchObject({
        code: 2,
        err: expect.stringMatching(/Choose one export of acme: --resource .*users \| .*calls/),
      });
    }
  });

  it('moves only the chosen export, and estimates its own objects at its own rate limit', async () => {
    const { json, aws, land, now } = await deployAcme();
    const position = now() - HOUR;
    const items = ['tickets', 'calls'].map((name) => ({
      export_id: `acme/${name}`,
      start_time: 1,
      end_time: position,
    }));
    for (const item of items) await aws.dynamodb.putItem(item);
    await land(position - HOUR, position, { resource: 'tickets', records: 700 });
    await land(position - HOUR, position, { resource: 'calls', records: 1001 });
    const replay = { objects: 1, bytes: 100, records: 1001, isExact: true, hours: 2 / 600 };
    expect(await json(`rewind --resource calls --to ${position - 60} --yes`)).toMatchObject({
      code: 0,
      data: { export: 'acme/calls', from: position, replay },
    });
    expect(await aws.dynamodb.getItem('acme/calls')).toMatchObject({ end_time: position - 60 });
    expect(await aws.dynamodb.getItem('acme/tickets')).toEqual(items[0]);
  });

  it('makes an unavailable resource due again, from its startTime', async () => {
    const { type, json, aws, now } = await deployAcme();
    const unavailable = { unavailable_at: now() - 60, last_run_at: now() - 60, last_outcome: 'unavailable' };
    await aws.dynamodb.putItem({ export_id: 'acme/calls', ...unavailable });
    expect(await type('rewind --resource calls --to 60 --yes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--force'),
    });
    expect(await json('rewind --resource calls --to 0 --yes')).toMatchObject({ code: 0, data: { from: 0, to: 0 } });
    const item = await aws.dynamodb.getItem('acme/calls');
    expect(item).toMatchObject({ start_time: 0, end_time: 0 });
    expect(item).not.toHaveProperty('unavailable_at');
    expect((await json('status --resource calls')).data).toMatchObject({
      exports: [{ unavailable: null, nextDueAt: 0 }],
    });
  });
});

const hold = async ({ aws, now }: DeployedStack, seconds = 600): Promise<void> =>
  aws.dynamodb.updateItem('acme/tickets', { lease_owner: 'run', lease_until: now() + seconds });

describe('rewind while a run holds the lease', () => {
  it('exits with 3 and suggests --wait', async () => {
    const stack = await deployHourly();
    await hold(stack);
    const before = await stack.item();
    expect(await stack.type(`rewind --to ${stack.position - 1} --yes`)).toMatchObject({
      code: 3,
      err: expect.stringMatching(/A run holds the lease of acme\/tickets until .* at the latest\..*--wait/),
    });
    expect(await stack.item()).toEqual(before);
  });

  it('mentions the lease in the confirmation', async () => {
    const stack = await deployHourly();
    await hold(stack);
    const questions: string[] = [];
    const confirm = async (question: string): Promise<boolean> => questions.push(question) > 0;
    expect(await stack.type(`rewind --to ${stack.position - 1}`, { confirm })).toMatchObject({ code: 3 });
    expect(questions).toEqual([expect.stringMatching(/A run holds the lease until .* at the latest\. Continue\?/)]);
  });

  it('exits with 3 even if the run acquires the lease after the first read', async () => {
    const stack = await deployHourly();
    stack.aws.dynamodb.intercept(async ({ operation }) => {
      stack.aws.dynamodb.intercept(undefined);
      if (operation === 'GetItem') stack.aws.s3.intercept(() => hold(stack).then(() => undefined));
      return undefined;
    });
    expect(await stack.type(`rewind --to ${stack.position - 1} --yes`)).toMatchObject({ code: 3 });
    expect(await stack.item()).toMatchObject({ lease_owner: 'run', end_time: stack.position });
    expect(stack.aws.dynamodb.requests.some(({ operation }) => operation === 'UpdateItem')).toBe(true);
  });

  it('waits with --wait until the lease is free', async () => {
    const stack = await deployHourly();
    await hold(stack);
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => {
      waits.push(ms);
      // The run advances, then releases its lease.
      if (waits.length === 1) await stack.aws.dynamodb.updateItem('acme/tickets', { end_time: stack.position + 30 });
      else await stack.aws.dynamodb.removeLease('acme/tickets');
    };
    const to = stack.position - 1;
    expect(await stack.type(`rewind --to ${to} --yes --wait`, { sleep })).toMatchObject({ code: 0 });
    expect(waits).toHaveLength(2);
    expect(await stack.item()).toMatchObject({ end_time: to, rewound_from: stack.position + 30 });
  });

  it('ignores the lease of a crashed run once it has expired', async () => {
    const stack = await deployHourly();
    await hold(stack, -1);
    expect(await stack.type(`rewind --to ${stack.position - 1} --yes`)).toMatchObject({ code: 0 });
    expect(await stack.item()).not.toHaveProperty('lease_owner');
  });
});
