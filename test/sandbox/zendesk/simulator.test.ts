import { describe, expect, test } from 'vitest';
import { faults, liveActivity } from '#sandbox/zendesk/index.ts';
import type { PageWeight } from '#sandbox/zendesk/answer.ts';
import { NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { simulated } from '#test/support/sandbox/zendesk/simulated.ts';

const T = NOW - 5000;
const ALL = 'tickets?start_time=0';

describe('how long an answer takes', () => {
  test('is the page’s work and all delays', () => {
    const { ask } = simulated({ pageDelayMs: 700 });
    expect(ask(ALL).workMs).toBe(700);
    const late = ask(ALL, [
      { kind: 'delay', ms: 1000 },
      { kind: 'delay', ms: 20 },
    ]);
    expect(late).toMatchObject({ status: 200, workMs: 1720 });
  });

  test('is nothing where there is no page', () => {
    const { ask } = simulated({ pageDelayMs: 700 });
    expect(ask('nonsense').workMs).toBe(0);
    expect(ask(ALL, [], 'Bearer wrong').workMs).toBe(0);
  });

  test('ends with 504 at the gateway’s patience, delays included', () => {
    const { ask } = simulated({ pageDelayMs: 700, gatewayTimeoutMs: 1000 });
    expect(ask(ALL, [{ kind: 'delay', ms: 300 }])).toMatchObject({ status: 200, workMs: 1000 });
    expect(ask(ALL, [{ kind: 'delay', ms: 301 }])).toMatchObject({
      status: 504,
      body: 'upstream request timeout',
      workMs: 1000,
    });
  });

  test('may depend on the range: a page over it gets 504 at any size, those beside it do not (airbytehq/airbyte#52059)', () => {
    const heavy = ({ firstSecond = 0, lastSecond = 0 }: PageWeight): number =>
      firstSecond <= T + 1 && T + 1 <= lastSecond ? 90_000 : 1000;
    const { ask, account } = simulated({ pageDelayMs: heavy, gatewayTimeoutMs: 60_000 });
    for (let second = T; second < T + 3; second += 1) account.create({ second });
    const status = (start: number, perPage: number): number =>
      ask(`tickets?start_time=${start}&per_page=${perPage}`).status;
    expect([1000, 2, 1].map((perPage) => status(T + 1, perPage))).toEqual([504, 504, 504]);
    expect([status(T, 1), status(T + 2, 1)]).toEqual([200, 200]);
  });

  test('does not cut off a verbatim answer, which no application works on', () => {
    const { ask } = simulated({ gatewayTimeoutMs: 1000 });
    expect(ask(ALL, [faults.serverError(502), { kind: 'delay', ms: 5000 }])).toMatchObject({
      status: 502,
      workMs: 5000,
    });
  });
});

describe('Zendesk’s clock', () => {
  test('may be set while it runs: hold-back, window and expiry go by it', () => {
    const { ask, account, zendesk, token } = simulated();
    account.create();
    const bearer = `Bearer ${String(token()['access_token'])}`;
    expect(ask(ALL).ids()).toEqual([]);

    zendesk.setClockSkew(61_000);
    expect(zendesk.now()).toBe((NOW + 61) * 1000);
    expect(ask(ALL).ids()).toEqual([1]);
    expect(ask(ALL).headers['zendesk-ratelimit-incremental-exports']).toBe('total=10; remaining=8; resets=39');
    expect(ask(ALL, [], bearer).status).toBe(200);
    zendesk.setClockSkew(1_800_000);
    expect(ask(ALL, [], bearer).status).toBe(401);
  });

  test('may be set back: what has happened stays, and shows again when its time has come', () => {
    const { ask, account, zendesk, clock } = simulated({ live: liveActivity({ perMinute: 60 }) });
    clock.advance(600_000);
    const shown = ask(ALL).ids();
    const { size } = account;
    zendesk.setClockSkew(-300_000);
    const earlier = ask(ALL).ids();
    expect(account.size).toBe(size);
    expect(earlier.length).toBeLessThan(shown.length);

    clock.advance(300_000);
    expect(ask(ALL).ids()).toEqual(shown);
    expect(account.size).toBe(size);
    clock.advance(60_000);
    expect(ask(ALL).ids()).not.toEqual(shown);
  });
});
