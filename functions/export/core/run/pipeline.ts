import type { AccessRefusal } from '../access-refusal.ts';
import { PinnedSecondError } from '../errors.ts';
import type { ExportOptions } from '../export-options.ts';
import type { ExportResult } from '../outcome.ts';
import type { ExportBudget } from '../pacing/time-budget.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import type { ExportMemory } from '../page/page-memory.ts';
import type { PageSize } from '../pagination/page-size.ts';
import { type Position, secondOf } from '../pagination/position.ts';
import type { Resource } from '../resource.ts';
import { isDuplicatePage } from '../state/last-page.ts';
import {
  addCounters,
  buildCheckpoint,
  recordCheckpoint,
  recordRead,
  recordTimeout,
  runHistoryAfter,
} from './export-state.ts';
import { landPage, pageEvent } from './land-page.ts';
import type { ReadResult } from './fetch-page.ts';
import type { RunContext } from './run-context.ts';
import type { Session } from './session.ts';
import type { ExportState } from './tracking.ts';

/** An export during a run. */
export type ActiveExport = {
  readonly id: string;
  readonly resource: Resource;
  readonly run: RunContext;
  readonly options: ExportOptions;
  readonly session: Session;
  readonly budget: ExportBudget;
  readonly memory: ExportMemory;
  /** Aborts a read-ahead request whose page is no longer needed. */
  readonly readAhead: AbortController;
  /** Aborts all page requests: through `readAhead`, or when the time for work is over. */
  readonly signal: AbortSignal;
  /** Undefined until the lease has been acquired. */
  leased?: LeasedExport;
  /** Set if Zendesk refused the resource in this run. */
  refusal?: AccessRefusal;
  /** True if no more pages are read. */
  isEnding: boolean;
};

/** An export whose lease this run holds. */
type LeasedExport = {
  state: ExportState;
  readonly size: PageSize;
};

type PageRead = Extract<ReadResult, { kind: 'page' }>;

/** A page that is landing. */
type PageLanding = PageRead & {
  /** The position at which the page was requested. */
  readonly position: Position;
  /** True if all records of the page have landed before. */
  readonly isDuplicate: boolean;
};

/** Stops reading, aborts a request for the next page, and frees the memory of pages that were read ahead. */
export function stopReading(active: ActiveExport): void {
  active.isEnding = true;
  active.readAhead.abort();
  active.memory.close();
}

/**
 * Lands a page and writes its checkpoint. The state is updated before the first `await`, so that the next page can be
 * read at the same time.
 * @returns the result if the export has ended within this run
 * @throws StorageError, PinnedSecondError
 */
export async function landAndContinue(
  active: ActiveExport,
  leased: LeasedExport,
  read: PageRead,
): Promise<ExportResult | undefined> {
  const { run, budget } = active;
  const { fetched, next } = read;
  const { position, lastPage } = leased.state.progress;
  const isDuplicate = isDuplicatePage(fetched.page, lastPage, secondOf(next.position));
  budget.recordRead(durationOf(fetched, run.clock.now()));
  fetched.place.startLanding();
  leased.state = recordRead(leased.state, fetched, next, isDuplicate);
  // A page that was requested with a smaller size to detect hidden rows does not confirm the current size.
  if (!isDuplicate && fetched.perPage >= leased.size.current) leased.size.grow();
  active.isEnding = next.end !== undefined;
  try {
    return await landAndCheckpoint(active, leased, { ...read, position, isDuplicate });
  } catch (error) {
    if (!run.work.aborted) throw error;
    reducePageSizeAfterAbort(active, leased, position, fetched.perPage);
    return active.session.close(leased.state, 'budget_spent', leased.size.reduced);
  } finally {
    fetched.place.free();
  }
}

/** Milliseconds since the page's request, without the time for which the run itself let the page wait. */
const durationOf = ({ requestedAt, waitedMs }: FetchedPage, now: number): number => now - requestedAt - waitedMs;

async function landAndCheckpoint(
  active: ActiveExport,
  leased: LeasedExport,
  step: PageLanding,
): Promise<ExportResult | undefined> {
  const { id, resource, run, session } = active;
  const { fetched, position } = step;
  const landed = step.isDuplicate
    ? 'repeated'
    : await landPage(id, resource, run, position, fetched, (added) => {
        leased.state = addCounters(leased.state, added);
      });
  const release = step.next.end === 'caught_up';
  const { write, heldBackTo } = buildCheckpoint(leased.state, step.next, {
    requestTime: fetched.requestTime,
    settleSeconds: active.options.settleSeconds,
    landedAt: run.clock.now(),
    perPage: leased.size.reduced,
  });
  const checkpointed = recordCheckpoint(leased.state, write, heldBackTo);
  const runHistory = runHistoryAfter(checkpointed, 'caught_up', run.clock.now());
  const update = release ? { ...write, runHistory } : write;
  const written = await run.cursors.checkpoint(id, run.lease, update, { release }, run.work);
  if (written === 'lost') {
    stopReading(active);
    // The lease may still be ours and need a release, for example if an operator moved the position forward by hand.
    return session.close(leased.state, 'lease_lost', leased.size.reduced);
  }
  leased.state = checkpointed;
  const durationMs = durationOf(fetched, run.clock.now());
  active.budget.recordFinished(durationMs);
  run.emit(pageEvent(id, fetched, { position, landed, persisted: write.endTime ?? null, durationMs }));
  return release ? session.report(leased.state, 'caught_up', runHistory) : endAfter(active, leased, step);
}

/** Ends the export if no page can follow this one. */
async function endAfter(
  active: ActiveExport,
  leased: LeasedExport,
  { next, position }: PageLanding,
): Promise<ExportResult | undefined> {
  if (next.end === 'pinned') throw pinnedSecondError(active.id, secondOf(position));
  if (next.end === 'stalled') return active.session.close(leased.state, 'stalled', leased.size.reduced);
  return undefined;
}

/**
 * Treats an export's first page like a 504 if requesting or landing it took longer than the run. Otherwise every run would
 * request the same page and never finish it. The smaller size, or the pinned second, is persisted with the release.
 *
 * @param position - the position at which the page was requested
 * @param perPage - the requested `per_page`
 */
export function reducePageSizeAfterAbort(
  { budget }: ActiveExport,
  leased: LeasedExport,
  position: Position = leased.state.progress.position,
  perPage: number = leased.size.current,
): void {
  if (budget.hasFinishedPage || leased.size.halve(perPage)) return;
  leased.state = recordTimeout(leased.state, position);
}

const pinnedSecondError = (id: string, second: number): PinnedSecondError =>
  new PinnedSecondError(
    `${id}: more records share second ${second} than fit on one page, and this resource has no cursor endpoint. The export landed the records that Zendesk returned for that second and cannot continue. Ask Zendesk support to export the remaining records of that second.`,
  );
