import { splitIntoObjects } from '../lake/layout.ts';
import { buildObject, pageEndTime } from '../lake/object-key.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import { secondOf, type Position } from '../pagination/position.ts';
import type { Resource } from '../resource.ts';
import type { RunEvent } from '../telemetry/events.ts';
import type { RunContext } from './run-context.ts';
import type { Counters } from './tracking.ts';

/**
 * Lands all objects of a page. The object with the records lands last, so that readers who find records also find their
 * sideloads.
 *
 * @param position - the position at which the page was requested
 * @param onWritten - called for each newly written object
 * @returns `new` if the object with the records was newly written, `present` if it had landed before
 * @throws StorageError
 */
export async function landPage(
  id: string,
  resource: Resource,
  run: RunContext,
  position: Position,
  fetched: FetchedPage,
  onWritten: (added: Counters) => void,
): Promise<'new' | 'present'> {
  const { request } = run;
  const { page, requestedAt } = fetched;
  const context = {
    prefix: run.prefix,
    resource,
    subdomain: request.subdomain,
    compression: request.compression,
    runId: run.lease.owner,
    position,
    page,
    requestedAt,
  };
  // Stryker disable next-line StringLiteral: a page has at least one object, the initial value is only for the compiler
  let landed: 'new' | 'present' = 'present';
  const dataset = { name: resource.name, itemKey: fetched.itemKey };
  for (const { oversized, unreadable, ...part } of splitIntoObjects(request.layout, dataset, fetched)) {
    const object = buildObject(context, part);
    const about = { export: id, key: object.key, layout: request.layout };
    // Log before landing: if landing fails because of the size, the log shows why.
    if (oversized !== undefined) run.emit({ kind: 'oversized', ...about, ...oversized });
    if (unreadable !== undefined) run.emit({ kind: 'unreadable', ...about, ...unreadable });
    landed = await run.lake.land(object, run.work);
    if (landed === 'new') onWritten({ pages: 0, records: 0, bytes: part.size });
  }
  if (landed === 'new') onWritten({ pages: 1, records: page.records.length, bytes: 0 });
  return landed;
}

/** Builds the event of a page whose checkpoint is written. */
export function pageEvent(
  id: string,
  { page, content, perPage }: FetchedPage,
  checkpoint: {
    readonly position: Position;
    readonly landed: 'new' | 'present' | 'repeated';
    /** The persisted `end_time` in epoch seconds; null if there is none yet. */
    readonly persisted: number | null;
    readonly durationMs: number;
  },
): RunEvent {
  return {
    kind: 'page',
    export: id,
    pagination: page.pagination,
    start_time: secondOf(checkpoint.position),
    end_time: pageEndTime(page, checkpoint.position),
    records: page.records.length,
    bytes: content.size,
    end_of_stream: page.endOfStream,
    ...(checkpoint.position.kind === 'list' && { page: checkpoint.position.page }),
    landed: checkpoint.landed,
    persisted: checkpoint.persisted,
    per_page: perPage,
    duration_ms: checkpoint.durationMs,
  };
}
