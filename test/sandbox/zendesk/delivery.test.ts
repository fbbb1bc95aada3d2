import { get as httpGet } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Fault } from '#sandbox/zendesk/index.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { type RunningZendesk, startServer, TOKEN } from '#test/support/sandbox/zendesk/start-server.ts';

const PATH = '/api/v2/incremental/tickets?start_time=0';

/** Starts a Zendesk with a page of several kilobytes. Every request gets this fault. */
async function startWithFault(fault: Fault): Promise<RunningZendesk> {
  const server = await startServer();
  for (let i = 0; i < 20; i += 1) server.account.create({ second: NOW - 1000 });
  server.zendesk.intercept(() => fault);
  return server;
}

/** Reads the raw bytes of a response and how it ends. */
function readRaw(url: string, encoding: 'gzip' | 'identity', maxBytes = Number.POSITIVE_INFINITY) {
  const headers = { authorization: `Bearer ${TOKEN}`, 'accept-encoding': encoding };
  return new Promise<{ status: number | undefined; bytes: Buffer; end: string }>((resolve) => {
    const chunks: Buffer[] = [];
    const request = httpGet(url + PATH, { headers, agent: false }, (response) => {
      const finish = (end: string): void => {
        resolve({ status: response.statusCode, bytes: Buffer.concat(chunks), end });
        request.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (Buffer.concat(chunks).length >= maxBytes) finish('enough');
      });
      response.on('end', () => finish('complete'));
      response.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ status: undefined, bytes: Buffer.alloc(0), end: error.code ?? error.message });
    });
  });
}

test('respond sends the response without authentication and rate limit', async () => {
  const headers = { 'content-type': 'text/plain', 'x-odd': 'yes' };
  const { zendesk } = await startWithFault({ kind: 'respond', status: 418, headers, body: 'teapot' });
  const response = await fetch(zendesk.url + PATH);
  expect(response.status).toBe(418);
  expect(response.headers.get('x-odd')).toBe('yes');
  expect(response.headers.has('x-zendesk-api-version')).toBe(false);
  expect(await response.text()).toBe('teapot');
  expect(zendesk.rateLimit.requests).toBe(0);
});

test('rewrite changes text and headers before compression', async () => {
  const { get } = await startWithFault({
    kind: 'rewrite',
    page: (text) => text.replace('"end_of_stream":true', '"end_of_stream":false'),
    headers: { 'zendesk-ratelimit-incremental-exports': undefined, 'x-runtime': '9' },
  });
  const response = await get(PATH);
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(response.headers.has('zendesk-ratelimit-incremental-exports')).toBe(false);
  expect(response.headers.get('x-runtime')).toBe('9');
  expect(await response.json()).toMatchObject({ count: 20, end_of_stream: false });
});

test('delay sends the regular response later', async () => {
  const { get, clock } = await startWithFault({ kind: 'delay', ms: 45_000 });
  const response = await get(PATH);
  expect(clock.slept).toEqual([45_000]);
  expect(response.headers.get('date')).toBe('Tue, 24 Nov 2026 22:59:05 GMT');
  expect(await response.json()).toMatchObject({ count: 20 });
});

test('hang never responds, and close() closes the connection', async () => {
  const { get, zendesk } = await startWithFault({ kind: 'hang' });
  const answered = get(PATH).then(
    () => 'answered',
    () => 'broken',
  );
  await expect.poll(() => zendesk.requests.length).toBe(1);
  await zendesk.close();
  expect(await answered).toBe('broken');
  expect(zendesk.requests[0]?.status).toBeUndefined();
});

test('hang stops after afterBytes', async () => {
  const { zendesk } = await startWithFault({ kind: 'hang', afterBytes: 100 });
  const { status, bytes, end } = await readRaw(zendesk.url, 'identity', 100);
  expect({ status, length: bytes.length, end }).toEqual({ status: 200, length: 100, end: 'enough' });
  await zendesk.close();
});

test('drip sends the complete body in pieces', async () => {
  const { get, clock } = await startWithFault({ kind: 'drip', bytes: 1000, everyMs: 250 });
  const text = await (await get(PATH, { 'accept-encoding': 'identity' })).text();
  expect(JSON.parse(text)).toMatchObject({ count: 20 });
  expect(clock.slept).toEqual(Array.from({ length: Math.ceil(Buffer.byteLength(text) / 1000) - 1 }, () => 250));
});

test('reset closes the connection before the status', async () => {
  const { zendesk } = await startWithFault({ kind: 'reset' });
  expect(await readRaw(zendesk.url, 'gzip')).toMatchObject({ status: undefined, end: 'ECONNRESET' });
});

test('reset closes the connection after afterBytes', async () => {
  const { zendesk } = await startWithFault({ kind: 'reset', afterBytes: 5000 });
  const { status, bytes, end } = await readRaw(zendesk.url, 'identity');
  expect({ status, length: bytes.length, end }).toEqual({ status: 200, length: 5000, end: 'ECONNRESET' });
});

test('truncateGzip completes the HTTP response, but the body cannot be decompressed', async () => {
  const { zendesk } = await startWithFault({ kind: 'truncateGzip', bytes: 500 });
  const { bytes, end } = await readRaw(zendesk.url, 'gzip');
  expect({ length: bytes.length, end }).toEqual({ length: 500, end: 'complete' });
  expect(() => gunzipSync(bytes)).toThrow('unexpected end of file');
});

test('a client that disconnects early does not affect later requests', async () => {
  const { zendesk, get } = await startWithFault({ kind: 'drip', bytes: 10, everyMs: 1 });
  await readRaw(zendesk.url, 'identity', 10);
  await expect.poll(() => zendesk.requests[0]?.endedAt).toBeTypeOf('number');
  zendesk.intercept(undefined);
  expect((await get(PATH)).status).toBe(200);
});
