import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { SandboxClock } from '../clock.ts';
import { deliver } from './delivery.ts';
import { deliveryFault, type Interceptor, isCompressed, listFaults } from './fault.ts';
import { type LoggedRequest, readRequest, requestUrl } from './request-log.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';

/** Settings of a simulated Zendesk server with one account. */
export type ZendeskOptions = SimulatorOptions & {
  /** The sandbox clock. If the server has `clockSkewMs`, create its account with `skewedClock`. */
  readonly clock: SandboxClock;
  /** Compress responses to clients that accept gzip. Default true. */
  readonly gzip?: boolean;
  /** Default: any free port. */
  readonly port?: number;
};

/** A running server with its simulator. */
export type ZendeskServer = Simulator & {
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** All requests so far, in order of arrival. */
  readonly requests: readonly LoggedRequest[];
  /** Sets the interceptor for all further requests. Undefined removes it. */
  intercept(interceptor: Interceptor | undefined): void;
  /** Closes all connections, including hanging ones. */
  close(): Promise<void>;
};

/** Creates Zendesk's clock for an account whose server has `clockSkewMs`. */
export function skewedClock(clock: SandboxClock, skewMs: number): { readonly now: () => number } {
  return { now: () => clock.now() + skewMs };
}

/**
 * Starts a simulated Zendesk on 127.0.0.1.
 *
 * @throws Error if the port is in use
 */
export async function startZendesk(options: ZendeskOptions): Promise<ZendeskServer> {
  const { clock, gzip = true, port = 0, ...simulated } = options;
  const simulator = createSimulator({ ...simulated, clock });
  const requests: LoggedRequest[] = [];
  const closing = new AbortController();
  let received = 0;
  let interceptor: Interceptor | undefined;

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    received += 1;
    const request = await readRequest(message, received - 1, clock.now());
    requests.push(request);
    response.on('close', () => {
      request.endedAt = clock.now();
    });
    const faults = listFaults(await interceptor?.(request));
    const delivery = deliveryFault(faults);
    const accepted = gzip && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    const compressed = isCompressed(faults, accepted);
    const { answer, workMs } = simulator.answer(request, requestUrl(message), faults);
    if (workMs > 0) await clock.sleep(workMs, closing.signal);
    try {
      await deliver(response, answer, delivery, {
        clock,
        zendeskNow: () => simulator.now(),
        compressed,
        signal: closing.signal,
      });
    } finally {
      if (response.headersSent) request.status = answer.status;
    }
  };

  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => {
      // Ignore disconnected clients and a closing server. All other errors are bugs of the simulator or of a test's
      // interceptor, and must not look like errors of Zendesk.
      if (closing.signal.aborted || response.destroyed || response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(`simulator error: ${String(error)}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server is not listening on a port');

  return {
    ...simulator,
    url: `http://127.0.0.1:${address.port}`,
    requests,
    intercept: (next) => {
      interceptor = next;
    },
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
