import { createServer as createHttpServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { listenOnLoopback } from '#sandbox/aws/listen.ts';
import { type Certificate, HOST } from './certificate.ts';

/** The simulator behind TLS, for clients that use the address of a real account. */
export type TlsProxy = AsyncDisposable & {
  /** For `HTTPS_PROXY`: its CONNECT to the host, whatever its port, ends at the simulator. It refuses other hosts. */
  readonly proxyUrl: string;
  /** The simulator's origin for clients that can be given one. */
  readonly origin: string;
};

/** Passes the decrypted bytes of each connection to the simulator, and closes a connection when either side does. */
export async function startTlsProxy(simulatorUrl: string, { cert, key }: Certificate): Promise<TlsProxy> {
  const sockets = new Set<Duplex>();
  const port = Number(new URL(simulatorUrl).port);
  const tls = createTlsServer({ cert, key }, (client) => joinSockets(client, connect(port, '127.0.0.1'), sockets));
  // A client that is killed breaks its handshake.
  tls.on('tlsClientError', () => undefined);
  const tlsPort = Number(new URL(await listenOnLoopback(tls)).port);

  const proxy = createHttpServer((_request, response) => void response.writeHead(403).end());
  proxy.on('connect', ({ url = '' }, client: Socket) => {
    if (!url.startsWith(`${HOST}:`)) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const server = connect(tlsPort, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection Established\r\n\r\n'));
    joinSockets(client, server, sockets);
  });

  return {
    origin: `https://127.0.0.1:${tlsPort}`,
    proxyUrl: await listenOnLoopback(proxy),
    async [Symbol.asyncDispose]() {
      const closed = [tls, proxy].map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

/** Passes the bytes of each socket to the other. When one is closed or fails, so is the other. */
function joinSockets(one: Duplex, other: Duplex, open: Set<Duplex>): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    open.add(from);
    from.on('error', () => undefined);
    from.once('close', () => {
      open.delete(from);
      to.end();
    });
    from.pipe(to);
  }
}
