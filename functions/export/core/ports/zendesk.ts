import type { ZendeskRefusedError } from '../errors.ts';
import type { Outcome } from '../outcome.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import type { PageSize } from '../pagination/page-size.ts';
import type { Position } from '../pagination/position.ts';
import type { Resource } from '../resource.ts';

/** The port to Zendesk: one page, or one reason why not. Retrying is its affair; stopping is the drain's. */
export type Zendesk = {
  /**
   * @throws CredentialsError, ZendeskRefusedError, ZendeskUnavailableError, MalformedPageError
   */
  fetchPage(ask: PageRequest): Promise<PageResult>;
};

/** Who asks something of Zendesk. */
export type RequestContext = {
  /** The export's id, for messages. */
  readonly exportId: string;
  /** Aborts when the time for work is over, or when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
};

export type PageRequest = RequestContext & {
  readonly resource: Resource;
  readonly position: Position;
  /** Halved here when Zendesk needs too long. */
  readonly size: PageSize;
};

export type PageResult =
  | FetchedPage
  /** Nothing to ask for yet at this `start_time`. */
  | { readonly kind: 'too_recent' }
  /** Even a page of one record takes Zendesk too long: the second may be served whole. */
  | { readonly kind: 'page_timeout' }
  /** Zendesk no longer takes the cursor; the error is what it comes to where that cannot be helped. */
  | { readonly kind: 'cursor_refused'; readonly error: ZendeskRefusedError }
  | Stopped;

/** The time left is too short to go on. */
export type Stopped = {
  readonly kind: 'stopped';
  readonly outcome: Extract<Outcome, 'rate_limited' | 'budget_spent'>;
  /** A request to Zendesk was under way and has been aborted. */
  readonly inFlight: boolean;
};
