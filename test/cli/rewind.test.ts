import { describe, expect, it } from 'vitest';
import { formatTime } from '#common/format.ts';
import { deployed, type Deployed } from '../support/cli/deployed.ts';

const HOUR = 3600;

/** An export that began ten hours ago and stands an hour ago, with a page for each hour. */
async function hourly(): Promise<Deployed & { readonly position: number; readonly item: () => Promise<object> }> {
  const stack = await deployed();
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

describe('a rewind', () => {
  it('moves the position back, forgets the walk, and is logged on the item', async () => {
    const { json, item, position } = await hourly();
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

  it('says what it takes before it asks, and does nothing where the answer is no', async () => {
    const { type, item, position } = await hourly();
    const before = await item();
    const questions: string[] = [];
    const answering = (answer: boolean) => ({
      confirm: async (question: string) => {
        questions.push(question);
        return answer;
      },
    });
    const command = `rewind --to ${position - 2 * HOUR + 60}`;
    expect(await type(command, answering(false))).toMatchObject({ code: 2, err: 'Nothing was changed.\n' });
    expect(await item()).toEqual(before);
    expect(questions).toEqual([
      expect.stringMatching(/goes back from .* covers 2 objects \(200 B\) with 200 records.* takes about 6s/),
    ]);
    expect(await type(command, answering(true))).toMatchObject({ code: 0 });
    expect(await item()).toMatchObject({ end_time: position - 2 * HOUR + 60 });
  });

  it.each(['', '--json'])('with nobody to ask (%s) changes nothing', async (option) => {
    const { type, item, position } = await hourly();
    const before = await item();
    const { code, out, err } = await type(`rewind --to ${position - HOUR} ${option}`);
    expect(code).toBe(2);
    expect(out + err).toMatch(
      /Nothing was changed: confirmation is required, but no terminal is attached\. Pass --yes/,
    );
    expect(await item()).toEqual(before);
  });

  it('with --json asks nothing, even where there is somebody', async () => {
    const { type, item, position } = await hourly();
    const somebody = { confirm: () => Promise.resolve(true) };
    expect(await type(`rewind --to ${position - HOUR} --json`, somebody)).toMatchObject({ code: 2 });
    expect(await item()).toMatchObject({ end_time: position });
  });

  it('before the export’s beginning has it begin there', async () => {
    const { type, item, position } = await hourly();
    const to = position - 20 * HOUR;
    expect(await type(`rewind --to ${to} --yes`)).toMatchObject({ code: 0 });
    expect(await item()).toMatchObject({ start_time: to, end_time: to });
  });

  it('forward needs --force', async () => {
    const { type, item, position } = await hourly();
    const to = position + 60;
    expect(await type(`rewind --to ${to} --yes`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('add --force'),
    });
    expect(await item()).toMatchObject({ end_time: position });
    expect(await type(`rewind --to ${to} --yes --force`)).toMatchObject({ code: 0 });
    expect(await item()).toMatchObject({ end_time: to });
  });

  it('to a time that has not come is refused, by force too', async () => {
    const { type, now } = await hourly();
    expect(await type(`rewind --to ${now() + 60} --yes --force`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('not come yet'),
    });
  });

  it('of an export that has never run is refused, and creates no item', async () => {
    const { type, aws } = await deployed();
    expect(await type('rewind --to 5 --yes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('not read anything yet'),
    });
    expect(await aws.dynamodb.getItem('acme/tickets')).toBeUndefined();
  });

  it('says how to start the run where the schedule is paused', async () => {
    const { type, position } = await hourly();
    await type('pause');
    const { out } = await type(`rewind --to ${position - 1} --yes`);
    expect(out).toContain('npx zendesk-lake run --account acme');
  });

  it('tells records of many objects from a sample', async () => {
    const { json, position, land } = await hourly();
    for (let n = 0; n < 240; n += 1) await land(position - 100, position, { records: 10 });
    const { data } = await json(`rewind --to ${position - 50} --yes`);
    expect(data).toMatchObject({ replay: { objects: 241, isExact: false } });
  });
});

const hold = async ({ aws, now }: Deployed, seconds = 600): Promise<void> =>
  aws.dynamodb.updateItem('acme/tickets', { lease_owner: 'run', lease_until: now() + seconds });

describe('while a run holds the export', () => {
  it('a rewind is refused as busy', async () => {
    const stack = await hourly();
    await hold(stack);
    const before = await stack.item();
    expect(await stack.type(`rewind --to ${stack.position - 1} --yes`)).toMatchObject({
      code: 3,
      err: expect.stringMatching(/A run holds acme\/tickets.*--wait/),
    });
    expect(await stack.item()).toEqual(before);
  });

  it('whoever is asked is told so', async () => {
    const stack = await hourly();
    await hold(stack);
    const questions: string[] = [];
    const confirm = async (question: string): Promise<boolean> => questions.push(question) > 0;
    expect(await stack.type(`rewind --to ${stack.position - 1}`, { confirm })).toMatchObject({ code: 3 });
    expect(questions).toEqual([expect.stringMatching(/A run holds it, until .* at the latest\. Do it\?/)]);
  });

  it('that took it after the look beforehand, the write itself refuses', async () => {
    const stack = await hourly();
    stack.aws.dynamodb.intercept(async ({ operation }) => {
      stack.aws.dynamodb.intercept(undefined);
      if (operation === 'GetItem') stack.aws.s3.intercept(() => hold(stack).then(() => undefined));
      return undefined;
    });
    expect(await stack.type(`rewind --to ${stack.position - 1} --yes`)).toMatchObject({ code: 3 });
    expect(await stack.item()).toMatchObject({ lease_owner: 'run', end_time: stack.position });
    expect(stack.aws.dynamodb.requests.some(({ operation }) => operation === 'UpdateItem')).toBe(true);
  });

  it('--wait waits until it is free', async () => {
    const stack = await hourly();
    await hold(stack);
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => {
      waits.push(ms);
      // The run gets on, and releases its lease.
      if (waits.length === 1) await stack.aws.dynamodb.updateItem('acme/tickets', { end_time: stack.position + 30 });
      else await stack.aws.dynamodb.removeLease('acme/tickets');
    };
    const to = stack.position - 1;
    expect(await stack.type(`rewind --to ${to} --yes --wait`, { sleep })).toMatchObject({ code: 0 });
    expect(waits).toHaveLength(2);
    expect(await stack.item()).toMatchObject({ end_time: to, rewound_from: stack.position + 30 });
  });

  it('that has died is waited for no longer than its lease', async () => {
    const stack = await hourly();
    await hold(stack, -1);
    expect(await stack.type(`rewind --to ${stack.position - 1} --yes`)).toMatchObject({ code: 0 });
    expect(await stack.item()).not.toHaveProperty('lease_owner');
  });
});
