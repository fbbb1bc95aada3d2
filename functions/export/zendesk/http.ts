import http from 'node:http';
import https from 'node:https';
import {
  type Clock,
  type Http,
  type HttpRequest,
  type HttpResponse,
  IdleTimeoutError,
  NetworkError,
  type OnChunk,
} from '../core/ports/ports.ts';

/** The connections of one run. They are closed at its end, because Lambda then freezes the process. */
export type HttpSession = { readonly send: Http; close(): void };

/** Zendesk's slowest pages take most of a minute until the first byte. A longer silence is a dead connection. */
const IDLE_MS = 60_000;

/**
 * Opens a session on Node's HTTP client, which, unlike `fetch`, neither decompresses bodies nor follows redirects.
 * @param idleMs - timeout in milliseconds without a byte received
 */
export function openHttp(clock: Pick<Clock, 'now'>, idleMs: number = IDLE_MS): HttpSession {
  const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };
  return {
    send(request, signal) {
      const url = new URL(request.url);
      const secure = url.protocol === 'https:';
      const outgoing = (secure ? https : http).request(url, {
        method: request.method,
        headers: buildHeaders(request),
        agent: secure ? agents['https:'] : agents['http:'],
        timeout: idleMs,
      });
      const exchange = createExchange(outgoing, signal, idleMs);
      outgoing.on('response', (incoming) => exchange.respond(incoming, clock.now()));
      outgoing.end(request.body);
      return exchange.response;
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** A request and its response. */
type Exchange = {
  readonly response: Promise<HttpResponse>;
  /** Handles the headers of the response. */
  respond(incoming: http.IncomingMessage, answeredAt: number): void;
};

function createExchange(outgoing: http.ClientRequest, signal: AbortSignal, idleMs: number): Exchange {
  const head = Promise.withResolvers<HttpResponse>();
  const body = Promise.withResolvers<Buffer>();
  // Reported by readBody.
  body.promise.catch(() => undefined);

  function fail(error: Error): void {
    signal.removeEventListener('abort', abort);
    head.reject(toNetworkError(error));
    body.reject(toNetworkError(error));
    outgoing.destroy();
  }
  function succeed(whole: Buffer): void {
    signal.removeEventListener('abort', abort);
    body.resolve(whole);
  }
  const abort = (): void => fail(new NetworkError('aborted'));
  // Covers an end without error or response.
  const close = (): void => fail(new NetworkError('connection closed'));

  outgoing.on('timeout', () => fail(new IdleTimeoutError(`no byte for ${idleMs / 1000} s`)));
  outgoing.on('error', fail).on('close', close);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });

  return {
    response: head.promise,
    respond(incoming, answeredAt) {
      // A response may be complete although its connection is closed and its body not read yet.
      outgoing.off('close', close);
      // Before the body is read, silence is not Zendesk's fault.
      outgoing.setTimeout(0);
      incoming.on('error', fail);
      head.resolve({
        ...headOf(incoming),
        answeredAt,
        readBody(onChunk) {
          readChunks(outgoing, incoming, idleMs, onChunk).then(succeed, fail);
          return body.promise;
        },
      });
    },
  };
}

/** Reads a body. While `onChunk` lets it wait, silence is not Zendesk's fault either. */
async function readChunks(
  outgoing: http.ClientRequest,
  incoming: http.IncomingMessage,
  idleMs: number,
  onChunk: OnChunk | undefined,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let received = 0;
  outgoing.setTimeout(idleMs);
  for await (const chunk of incoming) {
    chunks.push(chunk);
    received += chunk.length;
    const wait = onChunk?.(chunk, received);
    if (wait === undefined) continue;
    // Leaving the loop closes the connection.
    if (wait === 'stop') break;
    outgoing.setTimeout(0);
    await wait;
    outgoing.setTimeout(idleMs);
  }
  return Buffer.concat(chunks);
}

const buildHeaders = ({ headers, body }: HttpRequest): http.OutgoingHttpHeaders =>
  body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) };

function headOf(incoming: http.IncomingMessage): Pick<HttpResponse, 'status' | 'headers'> {
  const headers = Object.entries(incoming.headersDistinct).map(([name, values]) => [name, values?.join(', ')]);
  return { status: incoming.statusCode ?? 0, headers: Object.fromEntries(headers) };
}

function toNetworkError(error: Error & { code?: string }): NetworkError {
  return error instanceof NetworkError ? error : new NetworkError(error.code ?? 'connection closed', { cause: error });
}
