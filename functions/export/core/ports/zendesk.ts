import type { ZendeskRefusedError } from '../errors.ts';
import type { ExportOptions } from '../export-options.ts';
import type { Outcome } from '../outcome.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import type { PageSize } from '../pagination/page-size.ts';
import type { Position } from '../pagination/position.ts';
import type { Resource } from '../resource.ts';

/** The port to Zendesk: one page, or one reason why not. The client retries; the run decides when to stop. */
export type Zendesk = {
  /**
   * @throws CredentialsError, ZendeskRefusedError, ZendeskUnavailableError, MalformedPageError
   */
  fetchPage(request: PageRequest): Promise<PageResult>;
};

/** What every request to Zendesk is made for. */
export type RequestContext = {
  /** The export's id, for messages. */
  readonly exportId: string;
  /** Aborts when the time for work is over, or when the answer is no longer needed. */
  readonly signal: AbortSignal;
};

export type PageRequest = RequestContext & {
  readonly resource: Resource;
  readonly options: ExportOptions;
  readonly position: Position;
  /** Halved by the client when Zendesk needs too long. */
  readonly size: PageSize;
};

export type PageResult =
  | FetchedPage
  /** Nothing to ask for yet at this `start_time`. */
  | { readonly kind: 'too_recent' }
  /** Time-based pages are too much here: Zendesk times out even for one record, or a second is too large to land. */
  | { readonly kind: 'page_timeout' | 'heavy_second' }
  /** Zendesk no longer takes the cursor; `error` is what to fail with if starting the walk again does not help. */
  | { readonly kind: 'cursor_refused'; readonly error: ZendeskRefusedError }
  | Stopped;

/** The time left is too short to go on. */
export type Stopped = {
  readonly kind: 'stopped';
  readonly outcome: Extract<Outcome, 'rate_limited' | 'budget_spent'>;
  /** Whether a request to Zendesk was under way and has been aborted. */
  readonly inFlight: boolean;
};
