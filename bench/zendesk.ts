import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from '#sandbox/aws/listen.ts';
import { applicationHeaders, bucketHeader } from '#sandbox/zendesk/headers.ts';
import { JSON_TYPE } from '#sandbox/zendesk/answer.ts';
import type { Series, ServedPage } from './pages/series.ts';

/** Zendesk as far as its export goes, from pages rendered beforehand: nothing is computed while others are measured. */
export type PageServer = {
  readonly origin: string;
  /** Requests since the last `serve`: for pages, and for OAuth tokens. */
  readonly requests: { pages: number; tokens: number };
  /** Serves these pages from now on. */
  serve(series: Series): void;
  /** Is told of each request for a page, with its number, before it is answered. */
  onPage(listener: ((page: number) => void) | undefined): void;
  close(): Promise<void>;
};

/** Whom it lets in by OAuth; a bearer of any token may export. */
export const CLIENT = { clientId: 'bench', clientSecret: 'only-in-the-bench' };
const TOKEN = { access_token: 'only-in-the-bench', token_type: 'bearer', scope: 'read', expires_in: 172_000 };

/** So generous that nobody waits: an allowance of 10 a minute would hide what a page takes. */
const ALLOWANCE = { allowed: true, total: 100_000, remaining: 99_999, resets: 60 };
const HEADERS = { ...JSON_TYPE, ...applicationHeaders(ALLOWANCE, '', 0), ...bucketHeader(ALLOWANCE) };

export async function startPageServer(): Promise<PageServer> {
  const requests = { pages: 0, tokens: 0 };
  let answers = new Map<number, ServedPage>();
  let encoding: Series['encoding'] = 'gzip';
  let listener: ((page: number) => void) | undefined;

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(message.url ?? '/', 'http://zendesk');
    if (url.pathname === '/oauth/tokens') {
      await text(message);
      requests.tokens += 1;
      return void response.writeHead(200, HEADERS).end(JSON.stringify(TOKEN));
    }
    requests.pages += 1;
    listener?.(requests.pages);
    const page = answers.get(Number(url.searchParams.get('start_time')));
    if (!/^\/api\/v2\/incremental\/tickets(\.json)?$/.test(url.pathname) || page === undefined) {
      return void response.writeHead(404, HEADERS).end('{"error":"InvalidEndpoint","description":"Not found"}');
    }
    if (message.headers.authorization === undefined) return void response.writeHead(401, HEADERS).end('{}');
    const encoded = encoding === 'gzip' ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {};
    // Chunked, as Zendesk sends: no length tells beforehand how much will come.
    response.writeHead(200, { ...HEADERS, ...encoded, 'transfer-encoding': 'chunked' }).end(page.body);
  };

  const server = createServer((message, response) => {
    answer(message, response).catch(() => response.destroy());
  });
  return {
    origin: await listenOnLoopback(server),
    requests,
    serve: (series) => {
      answers = new Map([...series.parts.flat(), series.idle].map((page) => [page.start, page]));
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
