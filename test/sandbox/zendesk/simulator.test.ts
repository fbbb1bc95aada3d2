import { describe, expect, test } from 'vitest';
import { faults, liveActivity } from '#sandbox/zendesk/index.ts';
import type { PageWeight } from '#sandbox/zendesk/answer.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { simulate } from '#test/support/sandbox/zendesk/simulation.ts';

const T = NOW - 5000;
const ALL = 'tickets?start_time=0';

describe('response time', () => {
  test('adds up the server time and all delays', () => {
    const { send } = simulate({ pageDelayMs: 700 });
    expect(send(ALL).workMs).toBe(700);
    const late = send(ALL, [
      { kind: 'delay', ms: 1000 },
      { kind: 'delay', ms: 20 },
    ]);
    expect(late).toMatchObject({ status: 200, workMs: 1720 });
  });

  test('remains 0 for responses without a page', () => {
    const { send } = simulate({ pageDelayMs: 700 });
    expect(send('nonsense').workMs).toBe(0);
    expect(send(ALL, [], 'Bearer wrong').workMs).toBe(0);
  });

  test('ends with 504 at the gateway timeout, including delays', () => {
    const { send } = simulate({ pageDelayMs: 700, gatewayTimeoutMs: 1000 });
    expect(send(ALL, [{ kind: 'delay', ms: 300 }])).toMatchObject({ status: 200, workMs: 1000 });
    expect(send(ALL, [{ kind: 'delay', ms: 301 }])).toMatchObject({
      status: 504,
      body: 'upstream request timeout',
      workMs: 1000,
    });
  });

  test('can depend on the time range: pages over it get 504 at any size, others do not (airbytehq/airbyte#52059)', () => {
    const heavy = ({ firstSecond = 0, lastSecond = 0 }: PageWeight): number =>
      firstSecond <= T + 1 && T + 1 <= lastSecond ? 90_000 : 1000;
    const { send, account } = simulate({ pageDelayMs: heavy, gatewayTimeoutMs: 60_000 });
    for (let second = T; second < T + 3; second += 1) account.create({ second });
    const status = (start: number, perPage: number): number =>
      send(`tickets?start_time=${start}&per_page=${perPage}`).status;
    expect([1000, 2, 1].map((perPage) => status(T + 1, perPage))).toEqual([504, 504, 504]);
    expect([status(T, 1), status(T + 2, 1)]).toEqual([200, 200]);
  });

  test('does not apply the gateway timeout to a respond fault', () => {
    const { send } = simulate({ gatewayTimeoutMs: 1000 });
    expect(send(ALL, [faults.serverError(502), { kind: 'delay', ms: 5000 }])).toMatchObject({
      status: 502,
      workMs: 5000,
    });
  });
});

describe("Zendesk's clock", () => {
  test('changes hold-back, rate-limit window and token expiry when it is set', () => {
    const { send, account, zendesk, requestToken } = simulate();
    account.create();
    const bearer = `Bearer ${String(requestToken()['access_token'])}`;
    expect(send(ALL).ids()).toEqual([]);

    zendesk.setClockSkew(61_000);
    expect(zendesk.now()).toBe((NOW + 61) * 1000);
    expect(send(ALL).ids()).toEqual([1]);
    expect(send(ALL).headers['zendesk-ratelimit-incremental-exports']).toBe('total=10; remaining=8; resets=39');
    expect(send(ALL, [], bearer).status).toBe(200);
    zendesk.setClockSkew(1_800_000);
    expect(send(ALL, [], bearer).status).toBe(401);
  });

  test('can be set back: changes stay in the account and are hidden until their time', () => {
    const { send, account, zendesk, clock } = simulate({ live: liveActivity({ perMinute: 60 }) });
    clock.advance(600_000);
    const visible = send(ALL).ids();
    const { size } = account;
    zendesk.setClockSkew(-300_000);
    const earlier = send(ALL).ids();
    expect(account.size).toBe(size);
    expect(earlier.length).toBeLessThan(visible.length);

    clock.advance(300_000);
    expect(send(ALL).ids()).toEqual(visible);
    expect(account.size).toBe(size);
    clock.advance(60_000);
    expect(send(ALL).ids()).not.toEqual(visible);
  });
});
