import { describe, expect, test } from 'vitest';
import { deliveryFault, isCompressed, listFaults } from '#sandbox/zendesk/fault.ts';
import { type ExportRules, type Fault, faults } from '#sandbox/zendesk/index.ts';
import { NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { simulated } from '#test/support/sandbox/zendesk/simulated.ts';
import { started } from '#test/support/sandbox/zendesk/started.ts';

const T = NOW - 5000;
const ALL = 'tickets?start_time=0';
const PATH = '/api/v2/incremental/tickets?start_time=0';
const back = faults.endTime((end) => Number(end) - 100);

const rules = (changed: Partial<ExportRules>): Fault => ({ kind: 'rules', rules: changed });

const DELIVERIES = [
  { kind: 'hang' },
  { kind: 'drip', bytes: 1, everyMs: 1 },
  { kind: 'reset', afterBytes: 3 },
  { kind: 'truncateGzip', bytes: 9 },
] as const;

describe('faults of one request', () => {
  test('may be none, one or several', () => {
    expect(listFaults(undefined)).toEqual([]);
    expect(listFaults(back)).toEqual([back]);
    expect(listFaults([back, { kind: 'hang' }])).toEqual([back, { kind: 'hang' }]);
  });

  test.each(DELIVERIES)('%o decides alone how the answer is sent', (delivery) => {
    const others = [back, faults.loginPage(), { kind: 'delay', ms: 1 }, { kind: 'rules', rules: {} }] as const;
    expect(deliveryFault([...others, delivery])).toBe(delivery);
    expect(deliveryFault(others)).toBeUndefined();
    for (const other of DELIVERIES) {
      expect(() => deliveryFault([delivery, back, other])).toThrow(
        new RangeError(`an answer is sent in one way, not in 2 (${delivery.kind}, ${other.kind})`),
      );
    }
  });

  test('a verbatim answer is not compressed, one that breaks off as gzip always is, others as the client accepts', () => {
    const truncated: Fault = { kind: 'truncateGzip', bytes: 9 };
    expect([isCompressed([back], true), isCompressed([back], false)]).toEqual([true, false]);
    expect(isCompressed([faults.loginPage()], true)).toBe(false);
    expect([isCompressed([truncated], false), isCompressed([faults.loginPage(), truncated], true)]).toEqual([
      true,
      true,
    ]);
  });

  test('other rules hold for this request only; of several the later ones prevail', () => {
    const { ask, account } = simulated({ largestPage: 5 });
    for (let i = 0; i < 4; i += 1) account.create({ second: T });
    const sizes = [
      ask(`${ALL}&per_page=2`),
      ask(`${ALL}&per_page=2`, [rules({ secondMode: 'capped' })]),
      ask(`${ALL}&per_page=2`, [rules({ secondMode: 'capped', largestPage: 3 }), rules({ largestPage: 1 })]),
      ask(`${ALL}&per_page=2`),
    ].map((asked) => asked.ids().length);
    expect(sizes).toEqual([4, 2, 1, 4]);
  });

  test('rewrites alter the answer one after another, a verbatim one too', () => {
    const { ask, account } = simulated();
    account.create({ second: T });
    expect(ask(ALL, [back, faults.endTime((end) => Number(end) * 10)]).page().end_time).toBe((T - 100) * 10);
    const told = [faults.exportLimitExceeded(7), faults.headers({ 'retry-after': undefined, 'x-odd': '1' })];
    expect(ask(ALL, told)).toMatchObject({ status: 429 });
    expect(ask(ALL, told).headers).not.toHaveProperty('retry-after');
    expect(ask(ALL, told).headers).toMatchObject({ 'x-odd': '1' });
  });

  test('of several verbatim answers the last counts; the application sees nothing of the request', () => {
    const { ask, zendesk } = simulated();
    expect(ask(ALL, [faults.loginPage(), faults.upstreamTimeout(), { kind: 'rules', rules: {} }]).status).toBe(504);
    expect(zendesk.rateLimit.requests).toBe(0);
  });
});

describe('combined', () => {
  test('a capped second, for this one request, whose end_time goes back, late and dripping', async () => {
    const { get, zendesk, account, clock } = await started();
    for (let i = 0; i < 30; i += 1) account.create({ second: T });
    zendesk.intercept(({ index }) =>
      index === 0
        ? [
            { kind: 'rules', rules: { secondMode: 'capped' } },
            back,
            { kind: 'delay', ms: 8000 },
            { kind: 'drip', bytes: 20_000, everyMs: 250 },
          ]
        : undefined,
    );
    const response = await get(`${PATH}&per_page=10`, { 'accept-encoding': 'identity' });
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ count: 10, end_of_stream: false, end_time: T - 100 });
    const drips = Math.ceil(Buffer.byteLength(text) / 20_000) - 1;
    expect(drips).toBeGreaterThan(0);
    expect(clock.slept).toEqual([8000, ...Array.from({ length: drips }, () => 250)]);

    expect(await (await get(`${PATH}&per_page=10`)).json()).toMatchObject({ count: 30, end_time: T });
  });

  test('an answer in other words that breaks off as gzip', async () => {
    const { get, zendesk, account } = await started();
    account.create({ second: T });
    zendesk.intercept(() => [faults.count(7), { kind: 'truncateGzip', bytes: 100_000 }]);
    expect(await (await get(PATH)).json()).toMatchObject({ count: 7 });
    zendesk.intercept(() => [faults.count(7), { kind: 'truncateGzip', bytes: 100 }]);
    expect(await (await get(PATH)).text()).not.toContain('end_time');
  });

  test('late records, a clock ahead and an empty bucket at once', async () => {
    const { ask, account, clock } = simulated({
      clockSkewMs: 90_000,
      rateLimit: { total: 1, windowSeconds: 60 },
      secondMode: 'capped',
    });
    account.create({ second: NOW });
    account.create({ second: NOW - 5, visibleFrom: (NOW + 200) * 1000 });
    expect(ask(ALL)).toMatchObject({ status: 200 });
    // Zendesk's clock stands at 22:59:50: its window ends in 10 seconds, not in 40.
    expect(ask(ALL)).toMatchObject({ status: 429, headers: { 'retry-after': '10' } });
    clock.advance(10_000);
    expect(ask(`tickets?start_time=${NOW - 5}`).ids()).toEqual([1]);
    clock.advance(100_000);
    expect(ask(`tickets?start_time=${NOW - 5}`).ids()).toEqual([2, 1]);
  });

  test('two ways to send one answer are a mistake of the script', async () => {
    const { get, zendesk } = await started();
    zendesk.intercept(() => [{ kind: 'hang' }, { kind: 'reset' }]);
    const response = await get(PATH);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe(
      'fault of the simulator: RangeError: an answer is sent in one way, not in 2 (hang, reset)',
    );
    expect(zendesk.rateLimit.requests).toBe(0);
  });
});
