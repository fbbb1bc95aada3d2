import type { AccessRefusal } from '../access-refusal.ts';
import type { Outcome } from '../outcome.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import { probeSizes, shorterPage } from '../pagination/hidden-page.ts';
import { createPageSize, type PageSize } from '../pagination/page-size.ts';
import { nextStep } from '../pagination/pagination.ts';
import { type CursorPosition, type LandStep, type NextStep, secondOf, startWalk } from '../pagination/position.ts';
import type { PageRequest, PageResult } from '../ports/zendesk.ts';
import type { Progress, RepositionReason } from './export-state.ts';
import type { RunContext } from './run-context.ts';

/** The result of reading: a page to land, a cursor walk to begin, a refusal, or the end of the export. */
export type ReadResult = (
  | { readonly kind: 'page'; readonly fetched: FetchedPage; readonly next: LandStep }
  | { readonly kind: 'reposition'; readonly to: CursorPosition; readonly reason: RepositionReason }
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
type PageReaderContext = Pick<PageRequest, 'resource' | 'options' | 'budget' | 'memory' | 'signal'> & {
  readonly id: string;
  readonly run: Pick<RunContext, 'zendesk' | 'emit' | 'clock'>;
};

type HiddenPage = { readonly fetched: FetchedPage; readonly endTime: number };

/**
 * Reads the page at the current position and determines the next step.
 * @throws CredentialsError, ZendeskRefusedError, ZendeskUnavailableError, MalformedPageError
 */
export async function readPage(reader: PageReaderContext, progress: Progress, size: PageSize): Promise<ReadResult> {
  const result = await fetchPage(reader, progress, size);
  if (result.kind !== 'page') return interpretNoPage(result, progress);
  const readAt = Math.floor(reader.run.clock.now() / 1000);
  const step = interpretPage(reader, progress, result);
  const read =
    step.kind === 'hidden'
      ? await probeHiddenPage(reader, progress, { fetched: result, endTime: step.endTime })
      : toReadResult(reader, progress, result, step);
  freeUnlessRead(result, read);
  return { ...read, readAt };
}

/** Frees the place of a page that is not the result. */
function freeUnlessRead(fetched: FetchedPage, read: ReadResult | undefined): void {
  if (read?.kind !== 'page' || read.fetched !== fetched) fetched.place.free();
}

const fetchPage = (reader: PageReaderContext, { position }: Progress, size: PageSize): Promise<PageResult> => {
  const { id: exportId, resource, options, budget, memory, signal } = reader;
  return reader.run.zendesk.fetchPage({ exportId, resource, options, position, size, budget, memory, signal });
};

/** Determines the next step after a page. Emits an event if the page may hide rows. */
function interpretPage(
  { id, resource, run }: PageReaderContext,
  { position }: Progress,
  fetched: FetchedPage,
): NextStep {
  const step = nextStep(resource, position, fetched.page, fetched);
  if (step.kind === 'hidden') {
    run.emit({
      kind: 'hidden_page',
      export: id,
      start_time: secondOf(position),
      end_time: step.endTime,
      records: fetched.page.records.length,
      per_page: fetched.perPage,
    });
  }
  return step;
}

function toReadResult(
  { resource }: PageReaderContext,
  { position }: Progress,
  fetched: FetchedPage,
  step: Exclude<NextStep, { kind: 'hidden' }>,
): ReadResult {
  switch (step.kind) {
    case 'land':
      return { kind: 'page', fetched, next: step };
    case 'end':
      return { kind: 'end', outcome: step.outcome };
    case 'dead_end':
      if (resource.pagination.walk === null) return { kind: 'end', outcome: 'stalled' };
      return { kind: 'reposition', to: startWalk(position), reason: 'hidden_page' };
  }
}

function interpretNoPage(result: Exclude<PageResult, FetchedPage>, progress: Progress): ReadResult {
  switch (result.kind) {
    case 'too_recent':
      return { kind: 'end', outcome: 'caught_up' };
    case 'page_timeout':
    case 'heavy_second':
      return { kind: 'reposition', to: startWalk(progress.position), reason: result.kind };
    case 'cursor_refused':
      if (progress.hasRestartedWalk) throw result.error;
      return { kind: 'reposition', to: startWalk(progress.position), reason: 'cursor_refused' };
    case 'refused':
      return result;
    case 'stopped':
      return { kind: 'end', outcome: result.outcome, inFlight: result.inFlight };
  }
}

/**
 * Requests a page that seems to hide rows again with other page sizes, because it may also be a wrong response. The
 * first page with another `end_time` proves that rows are hidden. The run then continues with the shorter of both pages.
 */
async function probeHiddenPage(reader: PageReaderContext, progress: Progress, first: HiddenPage): Promise<ReadResult> {
  const { takesPageSize, maxPageSize } = reader.resource.pagination;
  for (const size of takesPageSize ? probeSizes(first.fetched.perPage, maxPageSize) : []) {
    const result = await fetchPage(reader, progress, createPageSize(size, undefined));
    // The duration of a probe is not evidence about the current page size.
    if (result.kind === 'stopped') return { kind: 'end', outcome: result.outcome };
    if (result.kind !== 'page') return interpretNoPage(result, progress);
    const read = interpretProbe(reader, progress, first, result);
    freeUnlessRead(result, read);
    if (read !== undefined) return read;
    // This size timed out, and a smaller one answered. Larger sizes would time out too, and cost the run all its time.
    // Stryker disable next-line EqualityOperator: no probe has the size of the first page
    if (result.perPage < size && size > first.fetched.perPage) break;
  }
  return toReadResult(reader, progress, first.fetched, { kind: 'dead_end' });
}

/** Returns undefined if the page has the same `end_time` as the first one, which proves nothing. */
function interpretProbe(
  reader: PageReaderContext,
  progress: Progress,
  first: HiddenPage,
  fetched: FetchedPage,
): ReadResult | undefined {
  const step = interpretPage(reader, progress, fetched);
  if (step.kind !== 'hidden') return toReadResult(reader, progress, fetched, step);
  const shorter = shorterPage(first, { fetched, endTime: step.endTime });
  if (shorter === undefined) return undefined;
  const position = { kind: 'time', startTime: shorter.endTime } as const;
  // Stryker disable next-line StringLiteral: a page's next step is always `land`, so its kind is never read
  return { kind: 'page', fetched: shorter.fetched, next: { kind: 'land', position } };
}
