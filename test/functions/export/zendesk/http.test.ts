import { getEventListeners, once } from 'node:events';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { IdleTimeoutError, NetworkError } from '#functions/export/core/ports/ports.ts';
import { connect, NEVER } from '#test/support/functions/connect.ts';
import { type Respond, serve } from '#test/support/functions/server.ts';
import { thrownBy } from '#test/support/functions/thrown.ts';

describe('openHttp', () => {
  it('sends method, path and headers as given', async () => {
    const { requests, get } = await connect((_, response) => response.end());
    await get(NEVER, { headers: { authorization: 'Bearer x', accept: 'application/json' } });
    expect(requests).toMatchObject([
      { method: 'GET', url: '/page?a=1', headers: { authorization: 'Bearer x', accept: 'application/json' }, body: '' },
    ]);
  });

  it('sends the body with its length in bytes', async () => {
    const { requests, get } = await connect((_, response) => response.end());
    await get(NEVER, { method: 'POST', body: '{"a":"ä"}' });
    expect(requests).toMatchObject([{ method: 'POST', headers: { 'content-length': '10' }, body: '{"a":"ä"}' }]);
  });

  it('reuses the connection of the previous request until the session is closed', async () => {
    const { requests, session, get } = await connect((_, response) => response.end());
    await get();
    await get();
    expect(requests[0]?.port).toBe(requests[1]?.port);
    session.close();
    await get();
    expect(requests[2]?.port).not.toBe(requests[1]?.port);
  });
});

describe('the response', () => {
  it('keeps its body compressed, byte for byte, and the time at which its headers arrived', async () => {
    const gzip = gzipSync('a page');
    const { get } = await connect((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip', Date: 'Tue, 14 Nov 2023 22:13:20 GMT' }).end(gzip);
    });
    const result = await get();
    expect(result).toMatchObject({
      status: 200,
      answeredAt: 4711,
      headers: { 'content-encoding': 'gzip', date: 'Tue, 14 Nov 2023 22:13:20 GMT' },
    });
    expect(result.body).toEqual(gzip);
    expect(gunzipSync(result.body).toString()).toBe('a page');
  });

  it('may consist of many chunks and have any status', async () => {
    const { get } = await connect((_, response) => {
      response.writeHead(418);
      for (let i = 0; i < 100; i += 1) response.write(`${i} `.repeat(1000));
      response.end();
    });
    const { status, body } = await get();
    expect({ status, length: body.length }).toEqual({ status: 418, length: (10 * 2 + 90 * 3) * 1000 });
  });

  it('may have no content length and end with its connection', async () => {
    const { get } = await connect(({ socket }) => {
      socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${'page '.repeat(1000)}`);
    });
    expect((await get()).body.toString()).toBe('page '.repeat(1000));
  });

  it('joins repeated headers, even those of which Node would drop one (airbyte#14112)', async () => {
    const { get } = await connect((_, response) => {
      response.writeHead(429, ['Retry-After', '50', 'Retry-After', '53']).end();
    });
    expect((await get()).headers['retry-after']).toBe('50, 53');
  });

  it.each([301, 302, 307, 308])('does not follow a redirect (%i)', async (status) => {
    const other = await serve((_, response) => response.end());
    const { get } = await connect((_, response) => response.writeHead(status, { location: other.origin }).end());
    expect((await get()).status).toBe(status);
    expect(other.requests).toEqual([]);
  });
});

describe('send on a broken connection', () => {
  it.each<[string, Respond]>([
    ['reset before the response', (request) => request.socket.resetAndDestroy()],
    ['closed before the response', (request) => request.socket.destroy()],
    [
      'closed before content-length bytes',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => request.socket.destroy());
      },
    ],
    [
      'closed within the chunks',
      (request, response) => {
        response.writeHead(200);
        response.write('half', () => request.socket.destroy());
      },
    ],
    [
      'upgraded to another protocol',
      ({ socket }) => socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    ],
    ['not HTTP', (request) => request.socket.end('220 smtp ready\r\n\r\n')],
  ])('rejects with a NetworkError if it is %s (tap-zendesk#131)', async (_, respond) => {
    const { get } = await connect(respond);
    const error = await thrownBy(() => get());
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).not.toBeInstanceOf(IdleTimeoutError);
    expect(error.message).toMatch(/^([A-Z_]+|connection closed)$/);
  });

  it('rejects with a NetworkError if no server listens', async () => {
    const { get, close } = await connect((_, response) => response.end());
    await close();
    await expect(get()).rejects.toThrow(new NetworkError('ECONNREFUSED'));
  });

  it('rejects with a NetworkError if the server of an https URL does not support TLS', async () => {
    const { origin, get } = await connect((_, response) => response.end());
    const error = await thrownBy(() => get(NEVER, { url: origin.replace('http:', 'https:') }));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error.message).toMatch(/SSL|EPROTO/);
  });
});

describe('send on a silent connection', () => {
  it.each<[string, Respond]>([
    ['before the headers', () => undefined],
    ['after the headers', (_, response) => response.writeHead(200).flushHeaders()],
    [
      'within the body',
      (_, response) => {
        response.writeHead(200);
        response.write('half');
      },
    ],
  ])('rejects with an IdleTimeoutError %s', async (_, respond) => {
    const { get } = await connect(respond, 30);
    const error = await thrownBy(() => get());
    expect(error).toBeInstanceOf(IdleTimeoutError);
    expect(error.message).toBe('no byte for 0.03 s');
  });
});

describe('the abort signal', () => {
  it('aborts a request that waits for its response', async () => {
    const { get, arrived } = await connect(() => undefined);
    const controller = new AbortController();
    const error = thrownBy(() => get(controller.signal));
    await arrived();
    controller.abort();
    expect(await error).toBeInstanceOf(NetworkError);
  });

  it('aborts a response that has partly arrived', async () => {
    const { get, headersArrived } = await connect((_, response) => {
      response.writeHead(200);
      response.write('half');
    });
    const controller = new AbortController();
    const error = thrownBy(() => get(controller.signal));
    await headersArrived;
    controller.abort();
    expect(await error).toBeInstanceOf(NetworkError);
  });

  it('prevents the request if it has already aborted', async () => {
    const { requests, get } = await connect((_, response) => response.end());
    await expect(get(AbortSignal.abort())).rejects.toThrow(NetworkError);
    await get();
    expect(requests).toHaveLength(1);
  });

  it('leaves a complete response unchanged, and has no listener left', async () => {
    const { get } = await connect((_, response) => response.end('whole'));
    const controller = new AbortController();
    const { body } = await get(controller.signal);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    controller.abort();
    expect(body.toString()).toBe('whole');
  });
});

it('close closes all connections of the session', async () => {
  const { requests, session, get } = await connect((_, response) => response.end());
  await get();
  const [socket] = requests.map((request) => request.socket);
  expect(socket?.destroyed).toBe(false);
  session.close();
  if (socket !== undefined) await once(socket, 'close');
  expect(socket?.destroyed).toBe(true);
});
