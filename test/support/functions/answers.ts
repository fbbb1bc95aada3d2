import { gzipSync } from 'node:zlib';
import type { Http, HttpAnswer, HttpRequest } from '#functions/export/core/ports/ports.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** A response as the HTTP port returns it. */
export const answer = (
  status: number,
  body: string | Buffer = '',
  headers: HttpAnswer['headers'] = {},
  answeredAt = 0,
): HttpAnswer => ({ status, headers, answeredAt, body: Buffer.from(body) });

/** A gzipped response. */
export const gzipped = (status: number, body: string, headers: HttpAnswer['headers'] = {}): HttpAnswer =>
  answer(status, gzipSync(body), { 'content-encoding': 'gzip', ...headers });

/** The result of one request: a response or a thrown error. A function is called when the request is made. */
export type Turn = HttpAnswer | Error | ((request: HttpRequest) => HttpAnswer | Error);

/** An {@link Http} that returns these results in order, and fails if there are more requests. */
export function scriptedHttp(clock: VirtualClock, ...turns: Turn[]) {
  const requests: HttpRequest[] = [];
  const http: Http = async (request) => {
    const turn = turns[requests.length];
    requests.push(request);
    if (turn === undefined) throw new Error(`Unexpected request no. ${requests.length}.`);
    const result = typeof turn === 'function' ? turn(request) : turn;
    if (result instanceof Error) throw result;
    return { ...result, answeredAt: clock.now() };
  };
  return { http, requests };
}

/** Repeats a result. */
export const times = (count: number, turn: Turn): Turn[] => Array.from({ length: count }, () => turn);
