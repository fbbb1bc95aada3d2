import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { SandboxClock } from '../clock.ts';
import { deliver } from './delivery.ts';
import { deliveryFault, type Interceptor, isCompressed, listFaults } from './fault.ts';
import { type LoggedRequest, readRequest, requestUrl } from './request-log.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';

/** A Zendesk of one account on a port of this machine. */
export type ZendeskOptions = SimulatorOptions & {
  /** The sandbox's. The account whose server has `clockSkewMs` takes `skewedClock` of it. */
  readonly clock: SandboxClock;
  /** Compress answers to clients that accept it. Default true. */
  readonly gzip?: boolean;
  /** Default: any free one. */
  readonly port?: number;
};

/** A running Zendesk: the simulator, and what is around it. */
export type ZendeskServer = Simulator & {
  /** Without a trailing slash. */
  readonly url: string;
  /** Every request so far, in the order in which they came in. */
  readonly requests: readonly LoggedRequest[];
  /** Lets this function decide about every request from now on; undefined ends that. */
  intercept(interceptor: Interceptor | undefined): void;
  /** Breaks all connections, the hanging ones too. */
  close(): Promise<void>;
};

/** Zendesk's clock where it differs from the sandbox's: give it to the account whose server has `clockSkewMs`. */
export function skewedClock(clock: SandboxClock, skewMs: number): { readonly now: () => number } {
  return { now: () => clock.now() + skewMs };
}

/** Starts a Zendesk on 127.0.0.1. */
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
      // A client that has gone and a server that closes are no faults. All others are this simulator's or its
      // script's own, and must not look like one of Zendesk's.
      if (closing.signal.aborted || response.destroyed || response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(`fault of the simulator: ${String(error)}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');

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
