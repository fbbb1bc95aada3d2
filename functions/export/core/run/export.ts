import { resolveRefusal } from '../access-refusal.ts';
import { resolveOptions } from '../export-options.ts';
import { exportId } from '../lake/object-key.ts';
import type { ExportResult } from '../outcome.ts';
import { openPageSize } from '../pagination/page-size.ts';
import type { Resource } from '../resource.ts';
import { lastReadAt, recordEnd, recordResponse, recordUnavailable, reposition } from './export-state.ts';
import { createTracking } from './create-tracking.ts';
import { type ActiveExport, landAndContinue, reducePageSizeAfterAbort, stopReading } from './pipeline.ts';
import type { ReadResult } from './fetch-page.ts';
import { readPage } from './read-page.ts';
import type { RunContext } from './run-context.ts';
import { createSession } from './session.ts';

/** One export within a run. Page n + 1 is read while page n lands. Pages land one at a time. */
export type ExportRunner = {
  /** The export's id, such as `acme/tickets`. */
  readonly id: string;
  /** Reads the next page. Undefined if the export ends with the page that is landing. */
  read(): Promise<ReadResult | undefined>;
  /**
   * Lands the page read and writes its checkpoint. Call it only after all earlier pages have landed.
   * @returns the result if the export has ended within this run; its lease is then released. `refused` if Zendesk
   * refuses the resource: the lease is kept. Call `settle` once all other exports have ended or are refused as well.
   */
  land(read: ReadResult): Promise<ExportResult | 'refused' | undefined>;
  /**
   * Ends an export for which `land` returned `refused`: decides whether only this resource is refused.
   * @param othersReadAt - the latest `lastReadAt` of the run's other exports
   * @throws CredentialsError, ZendeskRefusedError; StorageError
   */
  settle(othersReadAt: number | undefined): Promise<ExportResult>;
  /**
   * Returns when Zendesk last returned a page for this export, in this run or before, in epoch seconds. Undefined if it
   * never did, or now refuses the resource.
   */
  lastReadAt(): number | undefined;
  /** Ends the export after `read`, `land` or `settle` threw, and releases the lease if it was acquired. Never throws. */
  abandon(error: unknown): Promise<void>;
};

/**
 * Exports one resource: position → page → land → checkpoint → next position. A page lands before its checkpoint is
 * written. So a crash at any point costs at most two re-fetched pages: the one that was landing and the next one.
 *
 * @param knownReadAt - `read_at` before this run (epoch seconds), in case another run holds the lease
 */
export function createExportRunner(resource: Resource, run: RunContext, knownReadAt?: number): ExportRunner {
  const id = exportId(run.request.subdomain, resource);
  const readAhead = new AbortController();
  const active: ActiveExport = {
    id,
    resource,
    run,
    options: resolveOptions(resource, run.request),
    session: createSession(id, resource.name, run),
    budget: run.budget.openExport(),
    memory: run.memory.openExport(),
    readAhead,
    signal: AbortSignal.any([run.work, readAhead.signal]),
    isEnding: false,
  };
  return {
    id,
    read: () => readNext(active),
    async land(read) {
      const result = await landRead(active, read);
      if (result !== undefined) stopReading(active);
      return result;
    },
    settle: (othersReadAt) => settleRefusal(active, othersReadAt),
    lastReadAt() {
      if (active.refusal !== undefined) return undefined;
      return active.leased === undefined ? knownReadAt : lastReadAt(active.leased.state);
    },
    async abandon(error) {
      stopReading(active);
      await active.session.abandon(error, active.leased?.state, active.leased?.size.reduced);
    },
  };
}

async function readNext(active: ActiveExport): Promise<ReadResult | undefined> {
  const { options, session, resource } = active;
  const { clock } = active.run;
  if (active.isEnding) return undefined;
  if (active.leased === undefined) {
    const cursor = await session.acquire();
    // Stryker disable next-line ObjectLiteral,StringLiteral: landRead ignores this value if there is no lease
    if (cursor === 'held') return { kind: 'end', outcome: 'lease_held' };
    const size = openPageSize(resource, options.pageSize, cursor.perPage);
    const tracking = createTracking(resource);
    active.leased = { state: tracking.open(cursor, options, clock.now()), size };
    if (!tracking.isDue(cursor, options, clock.now())) return { kind: 'end', outcome: 'not_due' };
  }
  const { state, size } = active.leased;
  if (state.tracking.isAtEnd(state.progress.position, clock.now())) return { kind: 'end', outcome: 'caught_up' };
  return readPage({ ...active, size }, state.progress);
}

async function landRead(active: ActiveExport, read: ReadResult): Promise<ExportResult | 'refused' | undefined> {
  const { leased } = active;
  if (leased === undefined) return active.session.leaseHeld();
  if (read.readAt !== undefined) leased.state = recordResponse(leased.state, read.readAt);
  switch (read.kind) {
    case 'page':
      return landAndContinue(active, leased, read);
    case 'reposition':
      leased.state = reposition(leased.state, read.to, read.reason);
      return undefined;
    case 'refused':
      active.refusal = read.refusal;
      return 'refused';
    case 'end':
      if (read.outcome === 'not_due') return active.session.skip(leased.state);
      if (read.inFlight === true) reducePageSizeAfterAbort(active, leased);
      leased.state = recordEnd(leased.state, read.outcome);
      return active.session.close(leased.state, read.outcome, leased.size.reduced);
  }
}

async function settleRefusal(
  { id, leased, refusal, run, session }: ActiveExport,
  othersReadAt: number | undefined,
): Promise<ExportResult> {
  // Stryker disable next-line StringLiteral: runExports settles only refused exports
  if (leased === undefined || refusal === undefined) throw new Error(`${id} is not refused.`);
  const now = run.clock.now();
  const verdict = resolveRefusal(refusal, { readAt: lastReadAt(leased.state), othersReadAt, now });
  if (verdict !== 'unavailable') throw verdict;
  const { message } = refusal.resourceError;
  run.emit({ kind: 'unavailable', export: id, detail: message });
  leased.state = recordUnavailable(leased.state, Math.floor(now / 1000), message);
  return session.close(leased.state, 'unavailable', leased.size.reduced);
}
