import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request and the outcome of its response. */
export type LoggedRequest = {
  /** Number of the request, starting at 0. */
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Start in epoch milliseconds of the sandbox clock, not of Zendesk's clock. */
  readonly startedAt: number;
  /** HTTP status. Undefined until it is sent. */
  status: number | undefined;
  /** End of the response or of the connection in epoch milliseconds of the sandbox clock. Undefined until then. */
  endedAt: number | undefined;
};

/** Reads a complete request. */
export async function readRequest(message: IncomingMessage, index: number, startedAt: number): Promise<LoggedRequest> {
  const { pathname, searchParams } = requestUrl(message);
  return {
    index,
    method: message.method ?? '',
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)])),
    body: await text(message),
    startedAt,
    status: undefined,
    endedAt: undefined,
  };
}

/** Returns the full URL of a request. */
export function requestUrl({ url = '/', headers }: IncomingMessage): URL {
  return new URL(`http://${headers.host ?? '127.0.0.1'}${url}`);
}
