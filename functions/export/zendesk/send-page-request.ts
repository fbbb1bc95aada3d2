import { NO_PLACE } from '../core/page/page-memory.ts';
import type { RequestTurn } from '../core/pacing/request-queue.ts';
import type { Clock, Http, HttpAnswer } from '../core/ports/ports.ts';
import type { PageRequest, Stopped } from '../core/ports/zendesk.ts';
import { type HeldPage, holdPage } from './held-page.ts';
import { watchHeavySecond } from './heavy-second.ts';
import { receive } from './receive.ts';
import { COMMON_HEADERS } from './user-agent.ts';

export type SendDeps = {
  readonly clock: Pick<Clock, 'now'>;
  readonly http: Http;
  /** Scheme, host and port of Zendesk. Requests and credentials are sent to this origin only. */
  readonly origin: string;
  /** If a page of a single second exceeds this many bytes, the second is walked instead (needs a cursor endpoint). */
  readonly heavySecondBytes: number;
};

/** A request for a page and its response. */
export type Sent = {
  readonly kind: 'sent';
  /** Path and query. */
  readonly target: string;
  readonly perPage: number;
  /** Epoch milliseconds. */
  readonly requestedAt: number;
  readonly answer: HttpAnswer;
  readonly held: HeldPage;
};

/**
 * Sends one request for a page. Its body is read once it has a place in memory.
 * @returns `again` if the request's turn has passed
 * @throws NetworkError
 */
export async function sendPageRequest(
  { clock, http, origin, heavySecondBytes }: SendDeps,
  request: PageRequest,
  authorization: string,
  turn: RequestTurn,
): Promise<Sent | { readonly kind: 'again' } | Stopped> {
  const { source, size, memory, signal } = request;
  const requestedAt = clock.now();
  if (!turn.start(requestedAt)) return { kind: 'again' };
  const perPage = size.current;
  const target = source.query(perPage);
  const headers = { ...COMMON_HEADERS, authorization };
  const response = await http({ method: 'GET', url: origin + target, headers }, signal);
  turn.observe(response.headers, response.status === 429);
  const waitsFrom = clock.now();
  // Only pages are large.
  const place = response.status === 200 ? await memory.take(signal) : NO_PLACE;
  if (place === undefined) return STOPPED_WAITING;
  const held = holdPage(clock, place, clock.now() - waitsFrom);
  try {
    const isHeavy = watchHeavySecond(response, source, heavySecondBytes);
    const answer = await receive(response, (chunk, received) => (isHeavy(chunk) ? 'stop' : held.grow(received)));
    return { kind: 'sent', target, perPage, requestedAt, answer, held };
  } catch (error) {
    place.free();
    if (signal.aborted && held.isWaiting) return STOPPED_WAITING;
    throw error;
  }
}

/** The run has no time left for a page that waits for memory. Zendesk has answered, so the page's size is not the cause. */
export const STOPPED_WAITING: Stopped = { kind: 'stopped', outcome: 'budget_spent', inFlight: false };
