import { NO_PLACE, type PagePlace } from '../core/page/page-memory.ts';
import type { RequestTurn } from '../core/pacing/request-queue.ts';
import { buildQuery } from '../core/pagination/pagination.ts';
import type { Clock, Http, HttpAnswer, HttpResponse } from '../core/ports/ports.ts';
import type { PageRequest, Stopped } from '../core/ports/zendesk.ts';
import { receive } from './receive.ts';
import { COMMON_HEADERS } from './user-agent.ts';

export type SendDeps = {
  readonly clock: Pick<Clock, 'now'>;
  readonly http: Http;
  /** Scheme, host and port of Zendesk. Requests and credentials are sent to this origin only. */
  readonly origin: string;
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
  readonly place: PagePlace;
  /** How long (ms) the response waited for its place. */
  readonly placeWaitMs: number;
};

/**
 * Sends one request for a page. Its body is read once it has a place in memory.
 * @returns `again` if the request's turn has passed
 * @throws NetworkError
 */
export async function sendPageRequest(
  { clock, http, origin }: SendDeps,
  request: PageRequest,
  authorization: string,
  turn: RequestTurn,
): Promise<Sent | { readonly kind: 'again' } | Stopped> {
  const { resource, position, options, size, memory, signal } = request;
  const requestedAt = clock.now();
  if (!turn.start(requestedAt)) return { kind: 'again' };
  const perPage = size.current;
  const target = buildQuery(resource, position, options, perPage);
  const headers = { ...COMMON_HEADERS, authorization };
  const response = await http({ method: 'GET', url: origin + target, headers }, signal);
  turn.observe(response.headers, response.status === 429);
  const waitsFrom = clock.now();
  // Only pages are large.
  const place = response.status === 200 ? await memory.take(signal) : NO_PLACE;
  // Zendesk has answered, so the size of the page is not the cause.
  if (place === undefined) return { kind: 'stopped', outcome: 'budget_spent', inFlight: false };
  const placeWaitMs = clock.now() - waitsFrom;
  const answer = await receiveInto(place, response);
  return { kind: 'sent', target, perPage, requestedAt, answer, place, placeWaitMs };
}

async function receiveInto(place: PagePlace, response: HttpResponse): Promise<HttpAnswer> {
  try {
    return await receive(response, (bytes) => place.resize(bytes));
  } catch (error) {
    place.free();
    throw error;
  }
}
