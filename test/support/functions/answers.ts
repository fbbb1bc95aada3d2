import { gzipSync } from 'node:zlib';
import type { Http, HttpAnswer, HttpRequest } from '#functions/export/core/ports/ports.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** An answer as it comes from the wire. */
export const answer = (
  status: number,
  body: string | Buffer = '',
  headers: HttpAnswer['headers'] = {},
  answeredAt = 0,
): HttpAnswer => ({ status, headers, answeredAt, body: Buffer.from(body) });

/** The same, compressed. */
export const gzipped = (status: number, body: string, headers: HttpAnswer['headers'] = {}): HttpAnswer =>
  answer(status, gzipSync(body), { 'content-encoding': 'gzip', ...headers });

/** What comes of one request: an answer, or a thrown error; worked out when the request is made. */
export type Turn = HttpAnswer | Error | ((request: HttpRequest) => HttpAnswer | Error);

/** An {@link Http} that gives these answers one after the other, and fails where it is asked once too often. */
export function scriptedHttp(clock: VirtualClock, ...turns: Turn[]) {
  const requests: HttpRequest[] = [];
  const http: Http = async (request) => {
    const turn = turns[requests.length];
    requests.push(request);
    if (turn === undefined) throw new Error(`request ${requests.length} was not expected`);
    const result = typeof turn === 'function' ? turn(request) : turn;
    if (result instanceof Error) throw result;
    return { ...result, answeredAt: clock.now() };
  };
  return { http, requests };
}

/** The same answer again and again. */
export const times = (count: number, turn: Turn): Turn[] => Array.from({ length: count }, () => turn);
