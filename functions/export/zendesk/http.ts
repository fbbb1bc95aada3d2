import http from 'node:http';
import https from 'node:https';
import {
  type Clock,
  type Http,
  type HttpAnswer,
  type HttpRequest,
  IdleTimeoutError,
  NetworkError,
} from '../core/ports/ports.ts';

/** Connections of one run: kept open between its pages, closed with it, since Lambda freezes the process after. */
export type HttpSession = { readonly send: Http; close(): void };

/** Zendesk's slowest pages take most of a minute to begin; a silence longer than that is a dead connection. */
const IDLE_MS = 60_000;

/**
 * HTTP by Node's own client: unlike `fetch` it leaves bodies compressed and follows no redirect.
 * @param idleMs - how long a connection may be silent
 */
export function openHttp(clock: Pick<Clock, 'now'>, idleMs: number = IDLE_MS): HttpSession {
  const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };
  return {
    send: (request, signal) =>
      new Promise((resolve, reject) => {
        const url = new URL(request.url);
        const secure = url.protocol === 'https:';
        const outgoing = (secure ? https : http).request(url, {
          method: request.method,
          headers: headersOf(request),
          agent: secure ? agents['https:'] : agents['http:'],
          timeout: idleMs,
        });
        const abort = (): void => void outgoing.destroy();
        // Only this settles the promise, so that a late event of a destroyed request changes nothing.
        const finish = (outcome: () => void): void => {
          signal.removeEventListener('abort', abort);
          outcome();
        };
        const fail = (error: Error): void => finish(() => reject(faultOf(error)));
        outgoing.on('timeout', () => outgoing.destroy(new IdleTimeoutError(`no byte for ${idleMs / 1000} s`)));
        outgoing.on('error', fail);
        // Whatever ends it without an error or an answer; after either, this changes nothing.
        outgoing.on('close', () => fail(new NetworkError('connection closed')));
        outgoing.on('response', (incoming) => {
          const answeredAt = clock.now();
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', fail);
          incoming.on('end', () => finish(() => resolve(answerOf(incoming, answeredAt, Buffer.concat(chunks)))));
        });
        if (signal.aborted) abort();
        else signal.addEventListener('abort', abort, { once: true });
        outgoing.end(request.body);
      }),
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

const headersOf = ({ headers, body }: HttpRequest): http.OutgoingHttpHeaders =>
  body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) };

function answerOf(incoming: http.IncomingMessage, answeredAt: number, body: Buffer): HttpAnswer {
  const headers = Object.entries(incoming.headersDistinct).map(([name, values]) => [name, values?.join(', ')]);
  return { status: incoming.statusCode ?? 0, headers: Object.fromEntries(headers), answeredAt, body };
}

function faultOf(error: Error & { code?: string }): NetworkError {
  return error instanceof NetworkError ? error : new NetworkError(error.code ?? 'connection closed', { cause: error });
}
