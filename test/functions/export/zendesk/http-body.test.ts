import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { IdleTimeoutError, NetworkError } from '#functions/export/core/ports/ports.ts';
import { connect } from '#test/support/functions/connect.ts';
import { thrownBy } from '#test/support/functions/thrown.ts';

/** Timeout of the clients under test in milliseconds. */
const IDLE_MS = 30;

/** Resolves when another client, with a longer timeout, has given up on a silent server. */
async function outlastTimeout(): Promise<void> {
  const { get } = await connect(() => undefined, 2 * IDLE_MS);
  await thrownBy(() => get());
}

describe('a response whose body is not read yet', () => {
  it('does not time out before the body is read, and does afterwards', async () => {
    const { send } = await connect((_, response) => {
      response.writeHead(200);
      response.write('half');
    }, IDLE_MS);
    const response = await send();
    await outlastTimeout();
    const error = await thrownBy(() => response.readBody());
    expect(error).toBeInstanceOf(IdleTimeoutError);
  });

  it('stays readable after the server has sent it completely and closed the connection', async () => {
    const { send, requests } = await connect(({ socket }) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\npage');
    });
    const response = await send();
    const socket = requests[0]?.socket;
    if (socket?.closed === false) await once(socket, 'close');
    expect((await response.readBody()).toString()).toBe('page');
  });

  it('reports a connection that was reset meanwhile', async () => {
    const { send, requests } = await connect((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
    });
    const response = await send();
    requests[0]?.socket.resetAndDestroy();
    await outlastTimeout();
    expect(await thrownBy(() => response.readBody())).toBeInstanceOf(NetworkError);
  });

  it('reports an abort, even if it has arrived completely', async () => {
    const { send } = await connect((_, response) => response.end('whole'));
    const controller = new AbortController();
    const response = await send(controller.signal);
    await outlastTimeout();
    controller.abort();
    expect(await thrownBy(() => response.readBody())).toBeInstanceOf(NetworkError);
  });

  it('counts the bytes while it is read', async () => {
    const { send } = await connect((_, response) => response.end('x'.repeat(200_000)));
    const counts: number[] = [];
    await (
      await send()
    ).readBody((_, received) => {
      counts.push(received);
      return undefined;
    });
    expect(counts.at(-1)).toBe(200_000);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  });
});

describe('readBody, if onChunk returns stop', () => {
  it('closes the connection and returns the bytes so far', async () => {
    const closed = Promise.withResolvers<void>();
    const { send } = await connect((_, response) => {
      response.on('close', closed.resolve);
      response.write('x'.repeat(200_000));
    });
    const body = await (await send()).readBody((_, received) => (received > 100_000 ? 'stop' : undefined));
    expect(body.length).toBeGreaterThan(100_000);
    expect(body.length).toBeLessThanOrEqual(200_000);
    await closed.promise;
  });
});

describe('readBody, if onChunk returns a promise', () => {
  it('reads no further, and does not time out', async () => {
    const { send } = await connect((_, response) => response.end('x'.repeat(2_000_000)), IDLE_MS);
    const wait = Promise.withResolvers<void>();
    const counts: number[] = [];
    const body = (await send()).readBody((_, received) => {
      counts.push(received);
      return counts.length === 1 ? wait.promise : undefined;
    });
    await outlastTimeout();
    expect(counts).toHaveLength(1);
    wait.resolve();
    expect((await body).length).toBe(2_000_000);
  });

  it('ends when the signal aborts', async () => {
    const { send } = await connect((_, response) => response.end('x'.repeat(2_000_000)));
    const controller = new AbortController();
    const paused = Promise.withResolvers<void>();
    const body = (await send(controller.signal)).readBody(() => {
      paused.resolve();
      return new Promise(() => undefined);
    });
    const error = thrownBy(() => body);
    await paused.promise;
    controller.abort();
    expect(await error).toBeInstanceOf(NetworkError);
  });
});
