import { gzipSync } from 'node:zlib';
import type { Http, HttpAnswer, HttpRequest, HttpResponse } from '#functions/export/core/ports/ports.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** Builds a response as received from the network. */
export const answer = (
  status: number,
  body: string | Buffer = '',
  headers: HttpAnswer['headers'] = {},
  answeredAt = 0,
): HttpAnswer => ({ status, headers, answeredAt, body: Buffer.from(body) });

/** Builds a gzipped response. */
export const gzipped = (status: number, body: string, headers: HttpAnswer['headers'] = {}): HttpAnswer =>
  answer(status, gzipSync(body), { 'content-encoding': 'gzip', ...headers });

/** A body arrives in chunks of this size. */
const CHUNK_BYTES = 4096;

/** Turns a complete response into one whose body the client still has to read. */
export const toResponse = ({ body, ...head }: HttpAnswer): HttpResponse => ({
  ...head,
  async readBody(onChunk) {
    for (let at = 0; at < body.length; at += CHUNK_BYTES) {
      const received = Math.min(at + CHUNK_BYTES, body.length);
      if ((await onChunk?.(body.subarray(at, received), received)) === 'stop') return body.subarray(0, received);
    }
    return body;
  },
});

/** The outcome of one request: a response or a thrown error, or a function that returns one for the request. */
export type Turn = HttpAnswer | Error | ((request: HttpRequest) => HttpAnswer | Error);

/** An {@link Http} that returns these outcomes in turn, and throws if there are more requests than outcomes. */
export function scriptedHttp(clock: VirtualClock, ...turns: Turn[]) {
  const requests: HttpRequest[] = [];
  const http: Http = async (request) => {
    const turn = turns[requests.length];
    requests.push(request);
    if (turn === undefined) throw new Error(`request ${requests.length} was not expected`);
    const result = typeof turn === 'function' ? turn(request) : turn;
    if (result instanceof Error) throw result;
    return toResponse({ ...result, answeredAt: clock.now() });
  };
  return { http, requests };
}

/** Repeats an outcome. */
export const times = (count: number, turn: Turn): Turn[] => Array.from({ length: count }, () => turn);
