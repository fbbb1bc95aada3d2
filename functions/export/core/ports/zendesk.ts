import type { AccessRefusal } from '../access-refusal.ts';
import type { ZendeskRefusedError } from '../errors.ts';
import type { Outcome } from '../outcome.ts';
import type { ExportBudget } from '../pacing/time-budget.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import type { ExportMemory } from '../page/page-memory.ts';
import type { PageSize } from '../pagination/page-size.ts';
import type { PageSource } from '../pagination/page-source.ts';
import type { Resource } from '../resource.ts';

/** The port to Zendesk's incremental exports. */
export type Zendesk = {
  /**
   * Requests a page and retries temporary failures.
   * @returns the page, or the reason why there is none; the run decides how to continue
   * @throws CredentialsError, ZendeskRefusedError, ZendeskUnavailableError, MalformedPageError
   */
  fetchPage(request: PageRequest): Promise<PageResult>;
};

/** The context of a request to Zendesk. */
export type RequestContext = {
  /** The export's id, for messages. */
  readonly exportId: string;
  /** Aborts when the time for work is over, or when the response is no longer needed. */
  readonly signal: AbortSignal;
  /** The export's time. */
  readonly budget: ExportBudget;
};

export type PageRequest = RequestContext & {
  readonly resource: Pick<Resource, 'name' | 'product' | 'rateLimit'>;
  readonly source: PageSource;
  /** The client halves it when Zendesk times out. */
  readonly size: PageSize;
  /** The export's pages in memory. */
  readonly memory: ExportMemory;
};

export type PageResult =
  | FetchedPage
  /** Zendesk rejects this `start_time` because it is too recent. */
  | { readonly kind: 'too_recent' }
  /** No time-based page is possible here: Zendesk times out even for one record, or one second is too large to land. */
  | { readonly kind: 'page_timeout' | 'heavy_second' }
  /** Zendesk returned 403 or 404. At the end of the run, the other exports show whether this concerns the whole account. */
  | { readonly kind: 'refused'; readonly refusal: AccessRefusal }
  /** Zendesk rejected the cursor. The run throws `error` if a new cursor walk does not help. */
  | { readonly kind: 'cursor_refused'; readonly error: ZendeskRefusedError }
  | Stopped;

/** The time left is too short for the request. */
export type Stopped = {
  readonly kind: 'stopped';
  readonly outcome: Extract<Outcome, 'rate_limited' | 'budget_spent'>;
  /** True if a request to Zendesk was in flight and was aborted. */
  readonly inFlight: boolean;
};
