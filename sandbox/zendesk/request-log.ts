import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as it came in, and what became of it. */
export type LoggedRequest = {
  /** Counts from 0. */
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Epoch milliseconds by the sandbox's clock, whatever Zendesk's says. */
  readonly startedAt: number;
  /** The status that was sent; undefined until then, and where none ever was. */
  status: number | undefined;
  /** Epoch milliseconds by the sandbox's clock at which the answer was complete or broken off; undefined until then. */
  endedAt: number | undefined;
};

/** Reads a request to its end. */
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

/** The whole URL that a request came to. */
export function requestUrl({ url = '/', headers }: IncomingMessage): URL {
  return new URL(`http://${headers.host ?? '127.0.0.1'}${url}`);
}
