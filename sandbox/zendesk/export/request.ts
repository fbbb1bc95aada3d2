import { type Answer, JSON_TYPE } from '../answer.ts';
import type { ExportQuery, TOO_RECENT } from './query.ts';
import type { TicketVersion } from '../account/version.ts';

/** How this Zendesk pages. */
export type ExportRules = {
  /**
   * What happens where more records than a page holds share a second. `overshoot`: the page grows until the second
   * is complete (Zendesk's reference; a recorded page of 1001). `capped`: it ends at `per_page`, and asking from its
   * `end_time` never gets further (estuary/connectors#1789, PostHog/posthog#59215). Sources disagree about which it
   * is for tickets.
   */
  readonly secondMode: 'overshoot' | 'capped';
  /** Which of Zendesk's rules about a young `start_time` holds. */
  readonly tooRecent: keyof typeof TOO_RECENT;
  /** Changes of so many last seconds are not shown: 60 since 2024-10-28, 0 before. */
  readonly holdBackSeconds: number;
  /**
   * What a page is asked for by default, and the most it holds whatever `per_page` asks for (but for a second that
   * it completes): below `per_page`, a small `count` does not mean the end of the stream.
   */
  readonly largestPage: number;
  /** The `users` sideload lists a user once per mention, not once per page (zendesk/zendesk_api_client_rb#251). */
  readonly repeatUsers: boolean;
  /** Where `next_page` and `after_url` lead: a trap for clients that follow them. Undefined: the origin asked. */
  readonly nextPageOrigin: string | undefined;
};

/** Zendesk as it is known to be today. */
export const DEFAULT_RULES: ExportRules = {
  secondMode: 'overshoot',
  tooRecent: 'current',
  holdBackSeconds: 60,
  largestPage: 1000,
  repeatUsers: false,
  nextPageOrigin: undefined,
};

/** One request for a page. */
export type ExportRequest = {
  /** Scheme, host and port that the request came to. */
  readonly origin: string;
  /** As asked for: with or without `.json`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Epoch milliseconds by Zendesk's clock. */
  readonly nowMs: number;
};

/** The URL of the page after this one: it repeats whatever else was asked for, unknown parameters included. */
export function nextUrl(
  { origin, path, query }: ExportRequest,
  { nextPageOrigin }: ExportRules,
  position: 'start_time' | 'cursor',
  value: string,
): string {
  const next = new URLSearchParams(query);
  if (position === 'cursor') next.delete('start_time');
  next.set(position, value);
  return `${nextPageOrigin ?? origin}${path}?${next.toString()}`;
}

/** A page as an answer, and what it weighs. */
export function pageAnswer(body: string, versions: readonly TicketVersion[], { perPage }: ExportQuery): Answer {
  return {
    status: 200,
    headers: JSON_TYPE,
    body,
    weight: {
      records: versions.length,
      bytes: Buffer.byteLength(body),
      perPage,
      firstSecond: versions[0]?.facts.generatedTimestamp,
      lastSecond: versions.at(-1)?.facts.generatedTimestamp,
    },
  };
}
