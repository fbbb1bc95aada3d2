import { PinnedSecondError } from '../errors.ts';
import type { ExportOptions } from '../export-options.ts';
import type { ExportResult } from '../outcome.ts';
import type { PageSize } from '../pagination/page-size.ts';
import { type Position, secondOf } from '../pagination/position.ts';
import type { Resource } from '../resource.ts';
import { isDuplicatePage } from '../state/last-page.ts';
import {
  addCounters,
  buildCheckpoint,
  type ExportState,
  persistPinnedSecond,
  recordCheckpoint,
  recordRead,
  runHistoryAfter,
} from './export-state.ts';
import { landPage, pageEvent } from './land-page.ts';
import type { ReadResult } from './read-page.ts';
import type { RunContext } from './run-context.ts';
import type { Session } from './session.ts';

/** An export while it is drained. */
export type Drain = {
  readonly id: string;
  readonly resource: Resource;
  readonly run: RunContext;
  readonly options: ExportOptions;
  readonly session: Session;
  /** Aborts the request for a page that will not land. */
  readonly readAhead: AbortController;
  /** Aborts every request for a page: by `readAhead`, or when the time for work is over. */
  readonly signal: AbortSignal;
  /** Undefined until the lease has been taken. */
  leased?: LeasedExport;
  /** Whether nothing more is to be read. */
  isEnding: boolean;
};

/** An export whose lease this run holds. */
export type LeasedExport = {
  state: ExportState;
  readonly size: PageSize;
};

type PageRead = Extract<ReadResult, { kind: 'page' }>;

/** One page on its way into the lake. */
type PageLanding = PageRead & {
  /** Where the page was asked from. */
  readonly position: Position;
  /** Whether all of its records have landed already. */
  readonly isDuplicate: boolean;
};

/** Stops reading, also what is being read ahead. */
export function endDrain(drain: Drain): void {
  drain.isEnding = true;
  drain.readAhead.abort();
}

/**
 * Lands a page and writes its checkpoint. The next page may be read as soon as this function has first awaited.
 * @returns the result if the export's part of the run has ended
 * @throws StorageError, PinnedSecondError
 */
export async function landAndContinue(
  drain: Drain,
  leased: LeasedExport,
  read: PageRead,
): Promise<ExportResult | undefined> {
  const { run } = drain;
  const { fetched, next } = read;
  const { position, lastPage } = leased.state.progress;
  const isDuplicate = isDuplicatePage(fetched.page, lastPage, secondOf(next.position));
  run.budget.recordRead(run.clock.now() - fetched.requestedAt);
  leased.state = recordRead(leased.state, fetched, next, isDuplicate);
  // A page that was asked for with a smaller size to find hidden rows says nothing about the size in force.
  if (!isDuplicate && fetched.perPage >= leased.size.current) leased.size.grow();
  drain.isEnding = next.end !== undefined;
  try {
    return await landAndCheckpoint(drain, leased, { ...read, position, isDuplicate });
  } catch (error) {
    if (!run.work.aborted) throw error;
    reducePageSizeAfterAbort(drain, leased, position, fetched.perPage);
    return drain.session.close(leased.state, 'budget_spent', leased.size.learnt);
  }
}

async function landAndCheckpoint(
  drain: Drain,
  leased: LeasedExport,
  step: PageLanding,
): Promise<ExportResult | undefined> {
  const { id, resource, run, session } = drain;
  const { fetched, position } = step;
  const landed = step.isDuplicate
    ? 'repeated'
    : await landPage(id, resource, run, position, fetched, (added) => {
        leased.state = addCounters(leased.state, added);
      });
  const release = step.next.end === 'caught_up';
  const { write, heldBackTo } = buildCheckpoint(leased.state, step.next, {
    requestTime: fetched.requestTime,
    settleSeconds: drain.options.settleSeconds,
    perPage: leased.size.learnt,
  });
  const runHistory = runHistoryAfter(leased.state, 'caught_up', run.clock.now());
  const update = release ? { ...write, runHistory } : write;
  const written = await run.cursors.checkpoint(id, run.lease, update, { release }, run.work);
  if (written === 'lost') {
    endDrain(drain);
    // Released if the lease is still ours: an operator may only have moved the position forward by hand.
    return session.close(leased.state, 'lease_lost', leased.size.learnt);
  }
  leased.state = recordCheckpoint(leased.state, write, heldBackTo);
  const durationMs = run.clock.now() - fetched.requestedAt;
  run.budget.recordFinished(durationMs);
  run.emit(pageEvent(id, fetched, { position, landed, persisted: write.endTime, durationMs }));
  return release ? session.report(leased.state, 'caught_up', runHistory) : endAfter(drain, leased, step);
}

/** Ends the export if its last page says so. */
async function endAfter(
  drain: Drain,
  leased: LeasedExport,
  { next, position }: PageLanding,
): Promise<ExportResult | undefined> {
  if (next.end === 'pinned') throw pinnedSecondError(drain.id, secondOf(position));
  if (next.end === 'stalled') return drain.session.close(leased.state, 'stalled', leased.size.learnt);
  return undefined;
}

/**
 * A run's first page that takes longer than a whole run, in Zendesk or on its way into the lake, counts as a 504.
 * Otherwise every run would ask for it in vain. What is learnt is kept with the release.
 *
 * @param position - where the page was asked from
 * @param perPage - records asked for
 */
export function reducePageSizeAfterAbort(
  { run, resource }: Drain,
  leased: LeasedExport,
  position: Position = leased.state.progress.position,
  perPage: number = leased.size.current,
): void {
  if (run.budget.hasFinishedPage || leased.size.halve(perPage)) return;
  if (resource.pagination.cursorPath !== null) leased.state = persistPinnedSecond(leased.state, position);
}

const pinnedSecondError = (id: string, second: number): PinnedSecondError =>
  new PinnedSecondError(
    `${id}: more records share second ${second} than Zendesk serves on one page, and this resource has no cursor endpoint. What Zendesk serves of that second has landed, and the export stops there. Ask Zendesk's support to export the rest of it.`,
  );
