import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { SandboxClock } from '../clock.ts';
import type { AwsRequest, AwsInterceptor } from './fault.ts';
import { listenOnLoopback } from './listen.ts';

/** A complete request. It is read before anything is executed, so that an aborted upload changes nothing. */
export type RawRequest = {
  readonly method: string;
  /** Path and query, not decoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type AwsResponse = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** A local implementation of an AWS service. The server adds HTTP, faults and the request log. */
export type AwsService = {
  describe(request: RawRequest): Pick<AwsRequest, 'operation' | 'key'>;
  answer(request: RawRequest): Promise<AwsResponse>;
  /** Creates an error response in the service's format. */
  error(status: number, code: string, message: string): AwsResponse;
};

export type LocalServer = {
  readonly url: string;
  /** All requests so far, in order of arrival. Empty if they are not kept. */
  readonly requests: readonly AwsRequest[];
  /** Sets the interceptor for all further requests. Undefined removes it. */
  intercept(hook: AwsInterceptor | undefined): void;
  close(): Promise<void>;
};

/** Settings of every local AWS service. */
export type ServerOptions = {
  readonly clock: SandboxClock;
  /** Whether the requests are kept for tests. Their memory grows without end. @defaultValue true */
  readonly keepsRequests?: boolean;
};

/** Serves a local AWS service on a free port of 127.0.0.1. Its `Date` header is the time of the sandbox clock. */
export async function serve(service: AwsService, { clock, keepsRequests = true }: ServerOptions): Promise<LocalServer> {
  const requests: AwsRequest[] = [];
  let hook: AwsInterceptor | undefined;

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    const entry: AwsRequest = { ...service.describe(request), headers: request.headers };
    if (keepsRequests) requests.push(entry);

    const fault = await hook?.({ ...entry, body: request.body });
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'delay') await clock.sleep(fault.ms);
    if (fault?.kind === 'reset') return void incoming.socket.destroy();

    const answer =
      fault?.kind === 'respond'
        ? service.error(fault.status, fault.code, fault.message ?? 'Injected fault.')
        : await service.answer(request).catch((error: unknown) => service.error(500, 'InternalError', String(error)));
    if (fault?.kind === 'hold_answer' || fault?.kind === 'lose_answer') await fault.until?.();
    if (fault?.kind === 'lose_answer') return void incoming.socket.destroy();

    entry.status = answer.status;
    outgoing.writeHead(answer.status, { date: new Date(clock.now()).toUTCString(), ...answer.headers });
    outgoing.end(request.method === 'HEAD' ? undefined : answer.body);
  };

  const server = createServer((incoming, outgoing) => {
    // Only reading the request can fail here, because the client disconnected.
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });

  return {
    url: await listenOnLoopback(server),
    requests,
    intercept: (next) => {
      hook = next;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<RawRequest> {
  return {
    method: incoming.method ?? '',
    url: incoming.url ?? '/',
    headers: incoming.headers,
    body: await buffer(incoming),
  };
}
