import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openHttp } from '#functions/export/zendesk/http.ts';
import { createAccount, type Fault, faults } from '#sandbox/zendesk/index.ts';
import { overWire } from '#test/support/wire.ts';
import { handClock, NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { simulated } from '#test/support/sandbox/zendesk/simulated.ts';
import { started, TOKEN } from '#test/support/sandbox/zendesk/started.ts';

const ANSWER = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"tickets":[]}' };
const WIRE = { compressed: false, dateMs: NOW * 1000 };

describe('over the wire, a client without sockets sees', () => {
  const CASES: [string, Fault[]][] = [
    ['a page', []],
    ['a late page', [{ kind: 'delay', ms: 5000 }]],
    ['an answer in HTML', [faults.cloudflareError(524), { kind: 'delay', ms: 5000 }]],
    ['odd headers', [faults.headers({ Date: 'soon', 'X-Odd': 'yes', etag: undefined })]],
    ['other words, dripping', [faults.count(7), { kind: 'drip', bytes: 300, everyMs: 250 }]],
    ['a verbatim answer, dripping', [faults.loginPage(), { kind: 'drip', bytes: 10, everyMs: 250 }]],
    ['a broken gzip body', [{ kind: 'truncateGzip', bytes: 500 }]],
    ['a verbatim answer as a broken gzip body', [faults.loginPage(), { kind: 'truncateGzip', bytes: 20 }]],
  ];

  test.each(CASES)('the same as one with sockets: %s', async (_, script) => {
    const rules = { nextPageOrigin: 'http://zendesk.test' };
    const account = createAccount({ clock: handClock() });
    for (let i = 0; i < 20; i += 1) account.create({ second: NOW - 1000 });
    const { zendesk, clock } = await started({ account, ...rules });
    zendesk.intercept(() => script);
    const http = openHttp(clock);
    onTestFinished(() => http.close());
    const headers = { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'gzip' };
    const url = `${zendesk.url}/api/v2/incremental/tickets?start_time=0`;
    const real = await http.send({ method: 'GET', url, headers }, new AbortController().signal);

    const { workMs, ...answer } = simulated({ account, ...rules }).ask('tickets?start_time=0', script);
    const seen = overWire(answer, script, { compressed: true, dateMs: NOW * 1000 + workMs });
    if (seen.kind !== 'answer') throw new Error(seen.kind);
    expect(real.status).toBe(seen.status);
    expect(real.headers).toMatchObject(seen.headers);
    expect(real.headers['content-encoding']).toBe(seen.headers['content-encoding']);
    expect(real.body.equals(seen.body)).toBe(true);
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(workMs + seen.bodyAfterMs);
  });

  test.each<[string, Fault]>([
    ['reset', { kind: 'reset' }],
    ['reset mid-body', { kind: 'reset', afterBytes: 10 }],
    ['hanging', { kind: 'hang' }],
    ['hanging mid-body', { kind: 'hang', afterBytes: 10 }],
  ])('the same as one with sockets where nothing whole comes: %s', async (_, fault) => {
    const { zendesk, clock } = await started();
    zendesk.intercept(() => fault);
    const http = openHttp(clock, 100);
    onTestFinished(() => http.close());
    const headers = { authorization: `Bearer ${TOKEN}` };
    const url = `${zendesk.url}/api/v2/incremental/tickets?start_time=0`;
    const real = http.send({ method: 'GET', url, headers }, new AbortController().signal);

    const seen = overWire(ANSWER, [fault], WIRE);
    // Which of the two Node reports depends on how far the answer had got.
    await expect(real).rejects.toThrow(seen.kind === 'reset' ? /ECONNRESET|connection closed/ : 'no byte for 0.1 s');
    expect(seen.kind).toBe(fault.kind);
  });
});

test('uncompressed, a body is the text', () => {
  expect(overWire(ANSWER, [], WIRE)).toEqual({
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'application/json', date: 'Tue, 24 Nov 2026 22:58:20 GMT' },
    body: Buffer.from('{"tickets":[]}'),
    headersAfterMs: 0,
    bodyAfterMs: 0,
  });
});

test('what breaks off as gzip is gzip for any client', () => {
  const seen = overWire(ANSWER, [{ kind: 'truncateGzip', bytes: 15 }], WIRE);
  if (seen.kind !== 'answer') throw new Error(seen.kind);
  expect(seen.headers['content-encoding']).toBe('gzip');
  expect(seen.body).toHaveLength(15);
  expect(() => gunzipSync(seen.body)).toThrow('unexpected end of file');
});

test('an empty body drips at once', () => {
  const drip: Fault = { kind: 'drip', bytes: 10, everyMs: 250 };
  expect(overWire({ ...ANSWER, body: '' }, [drip], WIRE)).toMatchObject({ headersAfterMs: 0, bodyAfterMs: 0 });
});

test('two ways to send one answer are refused', () => {
  expect(() => overWire(ANSWER, [{ kind: 'hang' }, { kind: 'reset' }], WIRE)).toThrow(RangeError);
});
