import type { FetchedPage } from '../page/fetched-page.ts';
import { createPageSource } from '../pagination/create-page-source.ts';
import { probeSizes, shorterPage } from '../pagination/hidden-page.ts';
import { createPageSize } from '../pagination/page-size.ts';
import { nextStep } from '../pagination/pagination.ts';
import { type NextStep, secondOf, startWalk } from '../pagination/position.ts';
import {
  fetchPage,
  freeUnlessKept,
  interpretNoPage,
  type PageReader,
  type ReadResult,
  readTime,
} from './fetch-page.ts';
import { lookAhead } from './look-ahead.ts';
import type { Progress } from './tracking.ts';

type HiddenPage = { readonly fetched: FetchedPage; readonly endTime: number };

/**
 * Reads the page at the current position and determines the next step.
 * @throws CredentialsError, ZendeskRefusedError, ZendeskUnavailableError, MalformedPageError
 */
export async function readPage(reader: PageReader, progress: Progress): Promise<ReadResult> {
  if (progress.held !== undefined) return interpretPage(reader, progress, progress.held);
  const result = await fetchPage(reader, progress.position);
  if (result.kind !== 'page') return interpretNoPage(reader, progress, result);
  return { readAt: readTime(reader), ...(await interpretPage(reader, progress, result)) };
}

async function interpretPage(reader: PageReader, progress: Progress, fetched: FetchedPage): Promise<ReadResult> {
  const read = await followStep(reader, progress, fetched, stepAfter(reader, progress, fetched));
  freeUnlessKept(fetched, read);
  return read;
}

/** Determines the next step after a page. Emits an event if the page may hide rows. */
function stepAfter({ id, resource, run }: PageReader, { position }: Progress, fetched: FetchedPage): NextStep {
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

/** Determines the result of reading a page. Reads further pages if the page alone does not show it. */
async function followStep(
  reader: PageReader,
  progress: Progress,
  fetched: FetchedPage,
  step: NextStep,
): Promise<ReadResult> {
  switch (step.kind) {
    case 'land':
      return { kind: 'page', fetched, next: step };
    case 'end':
      return { kind: 'end', outcome: step.outcome };
    case 'hidden':
      return probeHiddenPage(reader, progress, { fetched, endTime: step.endTime });
    case 'look_ahead':
      return lookAhead(reader, progress, fetched, step.position);
    case 'dead_end':
      return walkOrStall(reader, progress);
  }
}

function walkOrStall({ resource, options }: PageReader, { position }: Progress): ReadResult {
  if (!createPageSource(resource, position, options).canWalk) return { kind: 'end', outcome: 'stalled' };
  return { kind: 'reposition', to: startWalk(position), reason: 'hidden_page' };
}

/**
 * Requests a page that seems to hide rows again with other page sizes, because it may also be a wrong response. The
 * first page with another `end_time` proves that rows are hidden. The run then continues with the shorter of both pages.
 */
async function probeHiddenPage(reader: PageReader, progress: Progress, first: HiddenPage): Promise<ReadResult> {
  for (const perPage of sizesToProbe(reader, first)) {
    const prober = { ...reader, size: createPageSize(perPage, undefined) };
    const result = await fetchPage(prober, progress.position);
    // The duration of a probe is not evidence about the current page size.
    if (result.kind === 'stopped') return { kind: 'end', outcome: result.outcome };
    if (result.kind !== 'page') return interpretNoPage(reader, progress, result);
    const read = await interpretProbe(prober, progress, first, result);
    freeUnlessKept(result, read);
    if (read !== undefined) return read;
    // This size timed out, and a smaller one answered. Larger sizes would time out too, and cost the run all its time.
    // Stryker disable next-line EqualityOperator: no probe has the size of the first page
    if (result.perPage < perPage && perPage > first.fetched.perPage) break;
  }
  return walkOrStall(reader, progress);
}

function sizesToProbe({ resource }: PageReader, { fetched }: HiddenPage): readonly number[] {
  if (resource.kind === 'list' || !resource.pagination.takesPageSize) return [];
  return probeSizes(fetched.perPage, resource.pagination.maxPageSize);
}

/** Returns undefined if the page has the same `end_time` as the first one, which proves nothing. */
async function interpretProbe(
  reader: PageReader,
  progress: Progress,
  first: HiddenPage,
  fetched: FetchedPage,
): Promise<ReadResult | undefined> {
  const step = stepAfter(reader, progress, fetched);
  if (step.kind !== 'hidden') return followStep(reader, progress, fetched, step);
  const shorter = shorterPage(first, { fetched, endTime: step.endTime });
  if (shorter === undefined) return undefined;
  const position = { kind: 'time', startTime: shorter.endTime } as const;
  // Stryker disable next-line StringLiteral: a page's next step is always `land`, so its kind is never read
  return { kind: 'page', fetched: shorter.fetched, next: { kind: 'land', position } };
}
