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
    send: (request, signal) =>
      new Promise((resolve, reject) => {
        const url = new URL(request.url);
        const secure = url.protocol === 'https:';
        const outgoing = (secure ? https : http).request(url, {
          method: request.method,
          headers: buildHeaders(request),
          agent: secure ? agents['https:'] : agents['http:'],
          timeout: idleMs,
        });
        const abort = (): void => void outgoing.destroy();
        // Removes the listener first, so that an abort after the end does nothing.
        const finish = (outcome: () => void): void => {
          signal.removeEventListener('abort', abort);
          outcome();
        };
        const fail = (error: Error): void => finish(() => reject(toNetworkError(error)));
        outgoing.on('timeout', () => outgoing.destroy(new IdleTimeoutError(`no byte for ${idleMs / 1000} s`)));
        outgoing.on('error', fail);
        // Covers an end without error or response. After either of those, the promise has settled already.
        outgoing.on('close', () => fail(new NetworkError('connection closed')));
        outgoing.on('response', (incoming) => {
          const answeredAt = clock.now();
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', fail);
          incoming.on('end', () => finish(() => resolve(buildAnswer(incoming, answeredAt, Buffer.concat(chunks)))));
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

const buildHeaders = ({ headers, body }: HttpRequest): http.OutgoingHttpHeaders =>
  body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) };

function buildAnswer(incoming: http.IncomingMessage, answeredAt: number, body: Buffer): HttpAnswer {
  const headers = Object.entries(incoming.headersDistinct).map(([name, values]) => [name, values?.join(', ')]);
  return { status: incoming.statusCode ?? 0, headers: Object.fromEntries(headers), answeredAt, body };
}

function toNetworkError(error: Error & { code?: string }): NetworkError {
  return error instanceof NetworkError ? error : new NetworkError(error.code ?? 'connection closed', { cause: error });
}
