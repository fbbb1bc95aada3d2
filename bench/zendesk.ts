import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from '#sandbox/aws/listen.ts';
import { bucketHeaders, commonHeaders, SERVICE_HEADERS } from '#sandbox/zendesk/headers.ts';
import { JSON_TYPE } from '#sandbox/zendesk/answer.ts';
import type { Series, ServedPage } from './pages/series.ts';

/** A server for Zendesk's incremental export. It serves prerendered pages, so it needs little CPU during a measurement. */
export type PageServer = {
  readonly origin: string;
  /** Requests since the last `serve`: for pages, and for OAuth tokens. */
  readonly requests: { pages: number; tokens: number };
  /** Replaces the served pages and resets the counters. */
  serve(series: Series): void;
  /** Sets a listener that is called with each page request's number before the response. */
  onPage(listener: ((page: number) => void) | undefined): void;
  close(): Promise<void>;
};

/** The OAuth client. The export accepts any bearer token. */
export const CLIENT = { clientId: 'bench', clientSecret: 'only-in-the-bench' };
const TOKEN = { access_token: 'only-in-the-bench', token_type: 'bearer', scope: 'read', expires_in: 172_000 };

/** High enough that no client waits. Zendesk's 10 requests per minute would hide the time that a page takes. */
const RATE_LIMIT = { allowed: true, total: 100_000, remaining: 99_999, resets: 60 };
const HEADERS = {
  ...JSON_TYPE,
  ...commonHeaders('', 0),
  ...SERVICE_HEADERS.support(RATE_LIMIT),
  ...bucketHeaders('incremental', RATE_LIMIT),
};

const keyOf = ({ dataset, cursor, start }: ServedPage): string => `${dataset}?${cursor ?? start}`;

export async function startPageServer(): Promise<PageServer> {
  const requests = { pages: 0, tokens: 0 };
  let pages = new Map<string, ServedPage>();
  let encoding: Series['encoding'] = 'gzip';
  let listener: ((page: number) => void) | undefined;

  const respond = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(message.url ?? '/', 'http://zendesk');
    if (url.pathname === '/oauth/tokens') {
      await text(message);
      requests.tokens += 1;
      return void response.writeHead(200, HEADERS).end(JSON.stringify(TOKEN));
    }
    requests.pages += 1;
    listener?.(requests.pages);
    const [, dataset] = /^\/api\/v2\/incremental\/([a-z_/]+)(\.json)?$/.exec(url.pathname) ?? [];
    const { cursor, start_time: start } = Object.fromEntries(url.searchParams);
    const page = pages.get(`${dataset}?${cursor ?? start}`);
    if (page === undefined) {
      return void response.writeHead(404, HEADERS).end('{"error":"InvalidEndpoint","description":"Not found"}');
    }
    if (message.headers.authorization === undefined) return void response.writeHead(401, HEADERS).end('{}');
    const encoded = encoding === 'gzip' ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {};
    // Chunked like Zendesk's responses, so the client does not know the length in advance.
    response.writeHead(200, { ...HEADERS, ...encoded, 'transfer-encoding': 'chunked' }).end(page.body);
  };

  const server = createServer((message, response) => {
    respond(message, response).catch(() => response.destroy());
  });
  return {
    origin: await listenOnLoopback(server),
    requests,
    serve: (series) => {
      pages = new Map([...series.parts, series.idle].flat().map((page) => [keyOf(page), page]));
      encoding = series.encoding;
      Object.assign(requests, { pages: 0, tokens: 0 });
    },
    onPage: (next) => {
      listener = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
