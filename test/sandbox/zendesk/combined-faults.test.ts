import { describe, expect, test } from 'vitest';
import { deliveryFault, isCompressed, listFaults } from '#sandbox/zendesk/fault.ts';
import { type ExportRules, type Fault, faults } from '#sandbox/zendesk/index.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { simulate } from '#test/support/sandbox/zendesk/simulation.ts';
import { startServer } from '#test/support/sandbox/zendesk/start-server.ts';

const T = NOW - 5000;
const ALL = 'tickets?start_time=0';
const PATH = '/api/v2/incremental/tickets?start_time=0';
const endTimeBack = faults.endTime((end) => Number(end) - 100);

const changeRules = (changed: Partial<ExportRules>): Fault => ({ kind: 'rules', rules: changed });

const DELIVERIES = [
  { kind: 'hang' },
  { kind: 'drip', bytes: 1, everyMs: 1 },
  { kind: 'reset', afterBytes: 3 },
  { kind: 'truncateGzip', bytes: 9 },
] as const;

describe('faults of one request', () => {
  test('listFaults accepts none, one or several', () => {
    expect(listFaults(undefined)).toEqual([]);
    expect(listFaults(endTimeBack)).toEqual([endTimeBack]);
    expect(listFaults([endTimeBack, { kind: 'hang' }])).toEqual([endTimeBack, { kind: 'hang' }]);
  });

  test.each(DELIVERIES)('only one delivery fault is allowed: %o', (delivery) => {
    const others = [endTimeBack, faults.loginPage(), { kind: 'delay', ms: 1 }, { kind: 'rules', rules: {} }] as const;
    expect(deliveryFault([...others, delivery])).toBe(delivery);
    expect(deliveryFault(others)).toBeUndefined();
    for (const other of DELIVERIES) {
      expect(() => deliveryFault([delivery, endTimeBack, other])).toThrow(
        new RangeError(`only one delivery fault per request is possible, found 2 (${delivery.kind}, ${other.kind})`),
      );
    }
  });

  test('isCompressed is false for respond, true for truncateGzip, and otherwise depends on the client', () => {
    const truncated: Fault = { kind: 'truncateGzip', bytes: 9 };
    expect([isCompressed([endTimeBack], true), isCompressed([endTimeBack], false)]).toEqual([true, false]);
    expect(isCompressed([faults.loginPage()], true)).toBe(false);
    expect([isCompressed([truncated], false), isCompressed([faults.loginPage(), truncated], true)]).toEqual([
      true,
      true,
    ]);
  });

  test('rules apply to this request only, and later ones take precedence', () => {
    const { send, account } = simulate({ largestPage: 5 });
    for (let i = 0; i < 4; i += 1) account.create({ second: T });
    const sizes = [
      send(`${ALL}&per_page=2`),
      send(`${ALL}&per_page=2`, [changeRules({ secondMode: 'capped' })]),
      send(`${ALL}&per_page=2`, [
        changeRules({ secondMode: 'capped', largestPage: 3 }),
        changeRules({ largestPage: 1 }),
      ]),
      send(`${ALL}&per_page=2`),
    ].map((response) => response.ids().length);
    expect(sizes).toEqual([4, 2, 1, 4]);
  });

  test('rewrites change the response in order, including a respond fault', () => {
    const { send, account } = simulate();
    account.create({ second: T });
    expect(send(ALL, [endTimeBack, faults.endTime((end) => Number(end) * 10)]).page().end_time).toBe((T - 100) * 10);
    const limited = [faults.exportLimitExceeded(7), faults.headers({ 'retry-after': undefined, 'x-odd': '1' })];
    expect(send(ALL, limited)).toMatchObject({ status: 429 });
    expect(send(ALL, limited).headers).not.toHaveProperty('retry-after');
    expect(send(ALL, limited).headers).toMatchObject({ 'x-odd': '1' });
  });

  test('the last of several respond faults is sent without counting the request', () => {
    const { send, zendesk } = simulate();
    expect(send(ALL, [faults.loginPage(), faults.upstreamTimeout(), { kind: 'rules', rules: {} }]).status).toBe(504);
    expect(zendesk.rateLimit.requests).toBe(0);
  });
});

describe('combined faults', () => {
  test('rules, rewrite, delay and drip apply to one request', async () => {
    const { get, zendesk, account, clock } = await startServer();
    for (let i = 0; i < 30; i += 1) account.create({ second: T });
    zendesk.intercept(({ index }) =>
      index === 0
        ? [
            { kind: 'rules', rules: { secondMode: 'capped' } },
            endTimeBack,
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

  test('rewrite and truncateGzip apply to one response', async () => {
    const { get, zendesk, account } = await startServer();
    account.create({ second: T });
    zendesk.intercept(() => [faults.count(7), { kind: 'truncateGzip', bytes: 100_000 }]);
    expect(await (await get(PATH)).json()).toMatchObject({ count: 7 });
    zendesk.intercept(() => [faults.count(7), { kind: 'truncateGzip', bytes: 100 }]);
    expect(await (await get(PATH)).text()).not.toContain('end_time');
  });

  test('late records, a clock skew and an exhausted rate limit work together', async () => {
    const { send, account, clock } = simulate({
      clockSkewMs: 90_000,
      rateLimit: { total: 1, windowSeconds: 60 },
      secondMode: 'capped',
    });
    account.create({ second: NOW });
    account.create({ second: NOW - 5, visibleFrom: (NOW + 200) * 1000 });
    expect(send(ALL)).toMatchObject({ status: 200 });
    // Zendesk's clock is 22:59:50, so its window ends in 10 seconds instead of 40.
    expect(send(ALL)).toMatchObject({ status: 429, headers: { 'retry-after': '10' } });
    clock.advance(10_000);
    expect(send(`tickets?start_time=${NOW - 5}`).ids()).toEqual([1]);
    clock.advance(100_000);
    expect(send(`tickets?start_time=${NOW - 5}`).ids()).toEqual([2, 1]);
  });

  test('two delivery faults for one request cause a simulator error', async () => {
    const { get, zendesk } = await startServer();
    zendesk.intercept(() => [{ kind: 'hang' }, { kind: 'reset' }]);
    const response = await get(PATH);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe(
      'simulator error: RangeError: only one delivery fault per request is possible, found 2 (hang, reset)',
    );
    expect(zendesk.rateLimit.requests).toBe(0);
  });
});
