import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openHttp } from '#functions/export/zendesk/http.ts';
import { receive } from '#functions/export/zendesk/receive.ts';
import { createAccount, type Fault, faults } from '#sandbox/zendesk/index.ts';
import { overWire } from '#test/support/wire.ts';
import { createManualClock, NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { simulate } from '#test/support/sandbox/zendesk/simulation.ts';
import { startServer, TOKEN } from '#test/support/sandbox/zendesk/start-server.ts';

const ANSWER = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"tickets":[]}' };
const WIRE = { compressed: false, dateMs: NOW * 1000 };

describe('overWire', () => {
  const CASES: [string, Fault[]][] = [
    ['a page', []],
    ['a late page', [{ kind: 'delay', ms: 5000 }]],
    ['an HTML response', [faults.cloudflareError(524), { kind: 'delay', ms: 5000 }]],
    ['changed headers', [faults.headers({ Date: 'soon', 'X-Odd': 'yes', etag: undefined })]],
    ['a rewritten page, dripping', [faults.count(7), { kind: 'drip', bytes: 300, everyMs: 250 }]],
    ['a respond fault, dripping', [faults.loginPage(), { kind: 'drip', bytes: 10, everyMs: 250 }]],
    ['a truncated gzip body', [{ kind: 'truncateGzip', bytes: 500 }]],
    ['a respond fault with a truncated gzip body', [faults.loginPage(), { kind: 'truncateGzip', bytes: 20 }]],
  ];

  test.each(CASES)('returns the same as a client with sockets: %s', async (_, script) => {
    const rules = { nextPageOrigin: 'http://zendesk.test' };
    const account = createAccount({ clock: createManualClock() });
    for (let i = 0; i < 20; i += 1) account.create({ second: NOW - 1000 });
    const { zendesk, clock } = await startServer({ account, ...rules });
    zendesk.intercept(() => script);
    const http = openHttp(clock);
    onTestFinished(() => http.close());
    const headers = { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'gzip' };
    const url = `${zendesk.url}/api/v2/incremental/tickets?start_time=0`;
    const real = await receive(await http.send({ method: 'GET', url, headers }, new AbortController().signal));

    const { workMs, ...answer } = simulate({ account, ...rules }).send('tickets?start_time=0', script);
    const received = overWire(answer, script, { compressed: true, dateMs: NOW * 1000 + workMs });
    if (received.kind !== 'answer') throw new Error(received.kind);
    expect(real.status).toBe(received.status);
    expect(real.headers).toMatchObject(received.headers);
    expect(real.headers['content-encoding']).toBe(received.headers['content-encoding']);
    expect(real.body.equals(received.body)).toBe(true);
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(workMs + received.bodyAfterMs);
  });

  test.each<[string, Fault]>([
    ['reset', { kind: 'reset' }],
    ['reset mid-body', { kind: 'reset', afterBytes: 10 }],
    ['hanging', { kind: 'hang' }],
    ['hanging mid-body', { kind: 'hang', afterBytes: 10 }],
  ])('fails like a client with sockets without a complete response: %s', async (_, fault) => {
    const { zendesk, clock } = await startServer();
    zendesk.intercept(() => fault);
    const http = openHttp(clock, 100);
    onTestFinished(() => http.close());
    const headers = { authorization: `Bearer ${TOKEN}` };
    const url = `${zendesk.url}/api/v2/incremental/tickets?start_time=0`;
    const real = http.send({ method: 'GET', url, headers }, new AbortController().signal).then((each) => receive(each));

    const received = overWire(ANSWER, [fault], WIRE);
    // Node reports one of two errors, depending on how much of the response it has received.
    await expect(real).rejects.toThrow(
      received.kind === 'reset' ? /ECONNRESET|connection closed/ : 'no byte for 0.1 s',
    );
    expect(received.kind).toBe(fault.kind);
  });
});

test('overWire returns the plain text if it is not compressed', () => {
  expect(overWire(ANSWER, [], WIRE)).toEqual({
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'application/json', date: 'Tue, 24 Nov 2026 22:58:20 GMT' },
    body: Buffer.from('{"tickets":[]}'),
    headersAfterMs: 0,
    bodyAfterMs: 0,
  });
});

test('overWire compresses a truncateGzip response for any client', () => {
  const received = overWire(ANSWER, [{ kind: 'truncateGzip', bytes: 15 }], WIRE);
  if (received.kind !== 'answer') throw new Error(received.kind);
  expect(received.headers['content-encoding']).toBe('gzip');
  expect(received.body).toHaveLength(15);
  expect(() => gunzipSync(received.body)).toThrow('unexpected end of file');
});

test('overWire does not delay an empty dripping body', () => {
  const drip: Fault = { kind: 'drip', bytes: 10, everyMs: 250 };
  expect(overWire({ ...ANSWER, body: '' }, [drip], WIRE)).toMatchObject({ headersAfterMs: 0, bodyAfterMs: 0 });
});

test('overWire rejects two delivery faults', () => {
  expect(() => overWire(ANSWER, [{ kind: 'hang' }, { kind: 'reset' }], WIRE)).toThrow(RangeError);
});
