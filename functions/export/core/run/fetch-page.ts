import type { AccessRefusal } from '../access-refusal.ts';
import type { ExportOptions } from '../export-options.ts';
import type { Outcome } from '../outcome.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import { createPageSource } from '../pagination/create-page-source.ts';
import { restart } from '../pagination/pagination.ts';
import { type LandStep, type Position, startWalk } from '../pagination/position.ts';
import type { PageRequest, PageResult } from '../ports/zendesk.ts';
import type { Resource } from '../resource.ts';
import type { RunContext } from './run-context.ts';
import type { Progress, RepositionReason } from './tracking.ts';

/** The result of reading: a page to land, another position to continue at, a refusal, or the end of the export. */
export type ReadResult = (
  | { readonly kind: 'page'; readonly fetched: FetchedPage; readonly next: LandStep }
  | { readonly kind: 'reposition'; readonly to: Position; readonly reason: RepositionReason }
  | { readonly kind: 'refused'; readonly refusal: AccessRefusal }
  | ReadEnd
) & {
  /** When Zendesk returned a page, in epoch seconds; undefined if it returned none. */
  readonly readAt?: number;
};

type ReadEnd = {
  readonly kind: 'end';
  readonly outcome: Outcome;
  /** True if a request to Zendesk was in flight and was aborted. */
  readonly inFlight?: boolean;
};

/** The dependencies for reading the pages of one export. */
export type PageReader = Pick<PageRequest, 'size' | 'budget' | 'memory' | 'signal'> & {
  readonly id: string;
  readonly resource: Resource;
  readonly options: ExportOptions;
  readonly run: Pick<RunContext, 'zendesk' | 'emit' | 'clock'>;
};

/** Requests the page at a position. */
export const fetchPage = (reader: PageReader, position: Position): Promise<PageResult> => {
  const { id: exportId, resource, options, size, budget, memory, signal } = reader;
  const source = createPageSource(resource, position, options);
  return reader.run.zendesk.fetchPage({ exportId, resource, source, size, budget, memory, signal });
};

/** Returns the result of reading if there is no page. */
export function interpretNoPage(
  { run }: PageReader,
  { position, hasRestarted }: Progress,
  result: Exclude<PageResult, FetchedPage>,
): ReadResult {
  switch (result.kind) {
    case 'too_recent':
      return { kind: 'end', outcome: 'caught_up' };
    case 'page_timeout':
    case 'heavy_second':
      return { kind: 'reposition', to: startWalk(position), reason: result.kind };
    case 'cursor_refused':
      if (hasRestarted) throw result.error;
      return { kind: 'reposition', to: restart(position, run.clock.now()), reason: 'cursor_refused' };
    case 'refused':
      return result;
    case 'stopped':
      return { kind: 'end', outcome: result.outcome, inFlight: result.inFlight };
  }
}

/** The current time in epoch seconds. */
export const readTime = ({ run }: PageReader): number => Math.floor(run.clock.now() / 1000);

/** Frees the memory of a page that is neither the result nor kept for the next one. */
export function freeUnlessKept(fetched: FetchedPage, read: ReadResult | undefined): void {
  const kept = read?.kind === 'page' ? [read.fetched.place, read.next.held?.place] : [];
  if (!kept.includes(fetched.place)) fetched.place.free();
}
