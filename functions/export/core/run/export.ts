import type { Budget } from '../pacing/time-budget.ts';
import { isPollDue } from '../state/poll-interval.ts';
import { MalformedPageError, StorageError, ZendeskRefusedError } from '../errors.ts';
import type { Emit } from '../telemetry/events.ts';
import {
  advancedSeconds,
  beginWalk,
  type ExportState,
  learnFromAbort,
  learntBy,
  noteLanded,
  noteRead,
  noteWritten,
  openState,
  readByTime,
  restartWalk,
  resultOf,
  standingOf,
  writeAfter,
} from './export-state.ts';
import { isDuplicatePage } from '../state/last-page.ts';
import { splitIntoObjects } from '../lake/layout.ts';
import { exportId, pageEndTime, buildObject } from '../lake/object-key.ts';
import { type ExportResult, NOTHING_DONE, type Outcome } from '../outcome.ts';
import type { Page } from '../page/page.ts';
import type { Clock, CursorStore, Lake, Lease } from '../ports/ports.ts';
import { type NextPosition, advance, isTooRecent, type Position, secondOf } from '../pagination/position.ts';
import type { ExportRequest } from '../export-request.ts';
import type { Resource } from '../resource.ts';
import type { RunHistory } from '../state/run-history.ts';
import type { ExportSummary } from '../telemetry/run-metrics.ts';
import type { FetchedPage, PageResult, Zendesk } from '../ports/zendesk.ts';

/** What the exports of one run share. */
export type RunContext = {
  readonly request: ExportRequest;
  /** `LAKE_PREFIX`. */
  readonly prefix: string;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly zendesk: Zendesk;
  readonly lake: Lake;
  readonly cursors: CursorStore;
  readonly emit: Emit;
  /** Is told once per export and run how its part of it ended. */
  readonly tell: (exportId: string, ending: ExportSummary) => void;
  /** Aborts at the budget's `workBy`: whatever is in flight ends then. */
  readonly work: AbortSignal;
  /** Aborts at the budget's `returnBy`: even a release ends then. */
  readonly end: AbortSignal;
};

/** What an export has read: a page, or a reason why there is none. */
export type Reading =
  PageResult | { readonly kind: 'held' } | { readonly kind: 'not_due' } | { readonly kind: 'nothing_to_walk' };

/** One export within a run. Page n + 1 is read while page n lands; pages land one after the other. */
export type Export = {
  /** `acme/tickets` */
  readonly id: string;
  /** Reads the next page; undefined where this export's part of the run ends with what is landing. */
  read(): Promise<Reading | undefined>;
  /**
   * Lands what was read and writes its checkpoint, once all before it has landed.
   * @returns the result when this export's part of the run has ended, its lease released
   */
  land(reading: Reading): Promise<ExportResult | undefined>;
  /** After one of the others threw: gives the lease back if it was taken. Never throws. */
  abandon(fault: unknown): Promise<void>;
};

/**
 * Drains one resource: position → page → land → checkpoint → next position. The page is landed before its
 * checkpoint is written, so a crash at any line costs at most that page and the one after it, fetched again.
 */
export function openExport(resource: Resource, run: RunContext): Export {
  const { request, clock, budget } = run;
  const id = exportId(request.subdomain, resource);
  const isLines = request.layout === 'ndjson';
  /** Breaks off the reading of a page that will not land. */
  const over = new AbortController();
  const signal = AbortSignal.any([run.work, over.signal]);
  let state: ExportState | undefined;
  /** Whether what is landing is the last of this run. */
  let isEnding = false;

  async function read(): Promise<Reading | undefined> {
    if (isEnding) return undefined;
    if (state === undefined) {
      state = await begin();
      if (state === undefined) return { kind: 'held' };
      if (!isPollDue(state.opened.runHistory, request.pollSeconds, clock.now())) return { kind: 'not_due' };
    }
    return isTooRecent(state.position, clock.now()) ? { kind: 'too_recent' } : ask(state);
  }

  async function land(reading: Reading): Promise<ExportResult | undefined> {
    if (state === undefined) return held();
    switch (reading.kind) {
      case 'page':
        return drain(state, reading);
      case 'held':
      case 'too_recent':
        return finish(state, 'caught_up');
      case 'not_due':
        return rest(state);
      case 'nothing_to_walk':
        readByTime(state);
        return undefined;
      case 'page_timeout':
        beginWalk(state);
        return undefined;
      case 'cursor_refused':
        if (state.walkRestarted) throw reading.error;
        restartWalk(state);
        return undefined;
      case 'stopped':
        if (reading.inFlight && !budget.hasPage) learnFromAbort(state, state.position, state.size.current);
        return finish(state, reading.outcome);
    }
  }

  /** A walk that this layout alone has asked for must not be what an export fails by, or ends at. */
  async function ask(state: ExportState): Promise<Reading> {
    const { position, size } = state;
    const isOurs = isLines && position.kind === 'walk' && position.cursor === undefined && !state.readsByTime;
    try {
      const answer = await run.zendesk.fetchPage({ exportId: id, resource, position, size, signal });
      const isEmpty = answer.kind === 'page' && answer.page.records.length === 0;
      return isOurs && isEmpty ? { kind: 'nothing_to_walk' } : answer;
    } catch (error) {
      if (isOurs && error instanceof ZendeskRefusedError) return { kind: 'nothing_to_walk' };
      throw error;
    }
  }

  async function begin(): Promise<ExportState | undefined> {
    const cursor = await run.cursors
      .acquire(id, run.lease, clock.now(), run.work)
      .catch((error: unknown) => Promise.reject(run.work.aborted ? noLeaseInTime(id) : error));
    return cursor === 'held' ? undefined : openState(cursor, request);
  }

  async function drain(state: ExportState, fetched: FetchedPage): Promise<ExportResult | undefined> {
    const { page, requestedAt } = fetched;
    const { position } = state;
    const perPage = state.size.current;
    if (page.records.length === 0) return finish(state, 'caught_up');
    budget.readPage(clock.now() - requestedAt);
    const next = advance(position, page);
    if (next.position.kind === 'walk' && resource.cursorPath === null) {
      end();
      throw noWayOut(id, next.position.second);
    }
    state.reached = secondOf(next.position);
    const isRepeated = isDuplicatePage(page, state.last, state.reached);
    if (isLeftToWalk(state, page) && !isRepeated) {
      budget.finishedPage(clock.now() - requestedAt);
      beginWalk(state);
      return undefined;
    }
    if (!isRepeated) noteRead(state, page);
    // From here on the next page may be read.
    state.position = next.position;
    isEnding = next.caughtUp;
    try {
      return await landAndCheckpoint(state, fetched, { position, perPage, next, isRepeated });
    } catch (error) {
      if (!run.work.aborted) throw error;
      if (!budget.hasPage) learnFromAbort(state, position, perPage);
      return finish(state, 'budget_spent');
    }
  }

  async function landAndCheckpoint(
    state: ExportState,
    fetched: FetchedPage,
    { position, perPage, next, isRepeated }: Step,
  ): Promise<ExportResult | undefined> {
    const { page, content, requestedAt } = fetched;
    const landed = isRepeated ? 'repeated' : await landParts(state, position, fetched);

    const write = writeAfter(state, next.position, fetched.requestMoment, request.settleSeconds);
    const release = next.caughtUp;
    const runHistory = standingOf(state, 'caught_up', clock.now());
    const last = release ? { ...write, runHistory } : write;
    const written = await run.cursors.checkpoint(id, run.lease, last, { release }, run.work);
    // Released where the lease is still ours: somebody may only have moved the position forward by hand.
    if (written === 'lost') return finish(state, 'lease_lost');
    noteWritten(state, write);
    const tookMs = clock.now() - requestedAt;
    budget.finishedPage(tookMs);
    run.emit({
      kind: 'page',
      export: id,
      pagination: page.pagination,
      start_time: secondOf(position),
      end_time: pageEndTime(page, position),
      records: page.records.length,
      bytes: content.size,
      end_of_stream: page.endOfStream,
      landed,
      persisted: write.endTime,
      per_page: perPage,
      duration_ms: tookMs,
    });
    return release ? ended(state, 'caught_up', runHistory) : undefined;
  }

  /**
   * Whether a walk reads this page's second instead. As lines, a walk's page within the second could be this very
   * object: it would be there already, without the cursors that prove the second to be walked.
   */
  function isLeftToWalk({ position, readsByTime }: ExportState, page: Page): boolean {
    const isOfOneSecond = position.kind === 'time' && pageEndTime(page, position) === position.startTime;
    return isLines && resource.cursorPath !== null && isOfOneSecond && !readsByTime;
  }

  /** Lands all of a page's objects. Tells of the one with the records, which is the last. */
  async function landParts(state: ExportState, position: Position, fetched: FetchedPage): Promise<'new' | 'present'> {
    const { layout } = request;
    const { page, requestedAt } = fetched;
    const landing = {
      prefix: run.prefix,
      resource,
      subdomain: request.subdomain,
      compression: request.compression,
      runId: run.lease.owner,
      position,
      page,
      requestedAt,
    };
    let landed: 'new' | 'present' = 'present';
    for (const { oversized, ...part } of splitIntoObjects(layout, resource, fetched)) {
      const object = buildObject(landing, part);
      // Before it lands: should its size be what it fails by, that has been said.
      if (oversized !== undefined) run.emit({ kind: 'oversized', export: id, key: object.key, layout, ...oversized });
      landed = await run.lake.land(object, run.work);
      if (landed === 'new') state.bytes += part.size;
    }
    if (landed === 'new') noteLanded(state, page);
    return landed;
  }

  async function finish(state: ExportState, outcome: Outcome): Promise<ExportResult> {
    end();
    const runHistory = standingOf(state, outcome, clock.now());
    await release(state, runHistory);
    return ended(state, outcome, runHistory);
  }

  function release(state: ExportState, runHistory: RunHistory): Promise<void> {
    return run.cursors.release(id, run.lease, { ...learntBy(state), runHistory }, run.end);
  }

  function ended(state: ExportState, outcome: Outcome, runHistory: RunHistory): ExportResult {
    const result = resultOf(state, clock.now());
    run.tell(id, { ...result, ended: outcome, advancedSeconds: advancedSeconds(state), runHistory });
    return { resource: resource.name, outcome, ...result };
  }

  /** Leaves everything as it is, also what is told of the last run. */
  async function rest(state: ExportState): Promise<ExportResult> {
    end();
    await run.cursors.release(id, run.lease, undefined, run.end);
    return { resource: resource.name, outcome: 'not_due', ...resultOf(state, clock.now()) };
  }

  function held(): ExportResult {
    run.tell(id, { ...NOTHING_DONE, ended: 'lease_held', advancedSeconds: 0, runHistory: undefined });
    return { ...NOTHING_DONE, resource: resource.name, outcome: 'lease_held' };
  }

  /** Nothing more is read. */
  function end(): void {
    isEnding = true;
    over.abort();
  }

  async function abandon(fault: unknown): Promise<void> {
    end();
    if (state === undefined) {
      // The lease may have been taken although the answer never came.
      await run.cursors.release(id, run.lease, undefined, run.end).catch(() => undefined);
      run.tell(id, { ...NOTHING_DONE, ended: 'failed', error: fault, advancedSeconds: 0, runHistory: undefined });
      return;
    }
    const { name } = fault instanceof Error ? fault : new Error();
    const runHistory = standingOf(state, name, clock.now());
    // The error that led here is what counts; a lease that cannot be given back lapses by itself.
    await release(state, runHistory).catch(() => undefined);
    const result = resultOf(state, clock.now());
    run.tell(id, { ...result, ended: 'failed', error: fault, advancedSeconds: advancedSeconds(state), runHistory });
  }

  return { id, read, land, abandon };
}

/** What a page does to the position that it was asked from. */
type Step = {
  readonly position: Position;
  /** How many records were asked for. */
  readonly perPage: number;
  readonly next: NextPosition;
  /** Whether all of its records have landed already. */
  readonly isRepeated: boolean;
};

const noLeaseInTime = (id: string): StorageError =>
  new StorageError(
    `${id}: DynamoDB did not grant or refuse the lease before the run's deadline. Check the AWS Health Dashboard and the function's timeout; the next run tries again.`,
  );

const noWayOut = (id: string, second: number): MalformedPageError =>
  new MalformedPageError(
    `${id}: a page does not get past second ${second}, and Zendesk has no cursor endpoint for this resource. Raise pageSize above the number of records in that second.`,
  );
