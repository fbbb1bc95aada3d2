import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export type Respond = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A received request. */
export type Arrived = {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The client's port, which identifies the connection. */
  readonly port: number | undefined;
  readonly socket: Socket;
};

/** A real HTTP server on loopback, for one test. */
export async function serve(respond: Respond) {
  const requests: Arrived[] = [];
  const first = Promise.withResolvers<void>();
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url, headers, socket } = request;
    requests.push({ method, url, headers, body: await text(request), port: socket.remotePort, socket });
    respond(request, response);
    first.resolve();
  }

  const server = createServer((request, response) => {
    void handle(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server is not listening on a port.');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  };
  onTestFinished(close);
  /** Resolves when the first request has arrived. */
  const arrived = (): Promise<void> => first.promise;
  return { origin: `http://127.0.0.1:${address.port}`, requests, arrived, close };
}
