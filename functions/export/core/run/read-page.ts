import type { ExportOptions } from '../export-options.ts';
import type { Outcome } from '../outcome.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import { probeSizes, shorterPage } from '../pagination/hidden-page.ts';
import { createPageSize, type PageSize } from '../pagination/page-size.ts';
import { nextStep } from '../pagination/pagination.ts';
import { type CursorPosition, type LandStep, type NextStep, secondOf, walkFrom } from '../pagination/position.ts';
import type { PageResult } from '../ports/zendesk.ts';
import type { Resource } from '../resource.ts';
import type { Progress, RepositionReason } from './export-state.ts';
import type { RunContext } from './run-context.ts';

/** What reading came to: a page to land, another place to read from, or an end. */
export type ReadResult = (
  | { readonly kind: 'page'; readonly fetched: FetchedPage; readonly next: LandStep }
  | { readonly kind: 'reposition'; readonly to: CursorPosition; readonly reason: RepositionReason }
  | ReadEnd
) & {
  /** Epoch seconds: when Zendesk answered with a page; undefined if it did not. */
  readonly readAt?: number;
};

export type ReadEnd = {
  readonly kind: 'end';
  readonly outcome: Outcome;
  /** Whether a request to Zendesk was under way and has been aborted. */
  readonly inFlight?: boolean;
};

/** What reads the pages of one export. */
export type PageReaderContext = {
  readonly id: string;
  readonly resource: Resource;
  readonly options: ExportOptions;
  readonly run: Pick<RunContext, 'zendesk' | 'emit' | 'clock'>;
  /** Aborts a request whose page is no longer needed. */
  readonly signal: AbortSignal;
};

type HiddenPage = { readonly fetched: FetchedPage; readonly endTime: number };

/**
 * Reads the page at the position reached, and what it leads to.
 * @throws CredentialsError, ZendeskRefusedError, ZendeskUnavailableError, MalformedPageError
 */
export async function readPage(reader: PageReaderContext, progress: Progress, size: PageSize): Promise<ReadResult> {
  const result = await fetchPage(reader, progress, size);
  if (result.kind !== 'page') return withoutPage(result, progress);
  const readAt = Math.floor(reader.run.clock.now() / 1000);
  const step = interpretPage(reader, progress, result);
  const read =
    step.kind === 'hidden'
      ? await probe(reader, progress, { fetched: result, endTime: step.endTime })
      : toReadResult(reader, progress, result, step);
  return { ...read, readAt };
}

const fetchPage = (reader: PageReaderContext, { position }: Progress, size: PageSize): Promise<PageResult> => {
  const { id: exportId, resource, options, signal } = reader;
  return reader.run.zendesk.fetchPage({ exportId, resource, options, position, size, signal });
};

/** What a page leads to. A page that may hide rows is logged. */
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
      if (resource.pagination.cursorPath === null) return { kind: 'end', outcome: 'stalled' };
      return { kind: 'reposition', to: walkFrom(position), reason: 'hidden_page' };
  }
}

function withoutPage(result: Exclude<PageResult, FetchedPage>, progress: Progress): ReadResult {
  switch (result.kind) {
    case 'too_recent':
      return { kind: 'end', outcome: 'caught_up' };
    case 'page_timeout':
    case 'heavy_second':
      return { kind: 'reposition', to: walkFrom(progress.position), reason: result.kind };
    case 'cursor_refused':
      if (progress.hasRestartedWalk) throw result.error;
      return { kind: 'reposition', to: walkFrom(progress.position), reason: 'cursor_refused' };
    case 'stopped':
      return { kind: 'end', outcome: result.outcome, inFlight: result.inFlight };
  }
}

/** The time that a question took says nothing about the page size in force. */
const withoutProbe = (read: ReadResult): ReadResult => (read.kind === 'end' ? { ...read, inFlight: false } : read);

/**
 * A page that seems to hide rows may also be a wrong answer, so it is asked for again with other sizes. The first one
 * that ends elsewhere proves that rows are hidden; of both pages the shorter one is followed.
 */
async function probe(reader: PageReaderContext, progress: Progress, first: HiddenPage): Promise<ReadResult> {
  const { takesPageSize, maxPageSize } = reader.resource.pagination;
  for (const size of takesPageSize ? probeSizes(first.fetched.perPage, maxPageSize) : []) {
    const result = await fetchPage(reader, progress, createPageSize(size, undefined));
    if (result.kind !== 'page') return withoutProbe(withoutPage(result, progress));
    const step = interpretPage(reader, progress, result);
    if (step.kind !== 'hidden') return toReadResult(reader, progress, result, step);
    const shorter = shorterPage(first, { fetched: result, endTime: step.endTime });
    if (shorter !== undefined) {
      const position = { kind: 'time', startTime: shorter.endTime } as const;
      return { kind: 'page', fetched: shorter.fetched, next: { kind: 'land', position } };
    }
    // This size timed out, and a smaller one answered. Larger sizes would time out too, and cost the run all its time.
    if (result.perPage < size && size > first.fetched.perPage) break;
  }
  return toReadResult(reader, progress, first.fetched, { kind: 'dead_end' });
}
