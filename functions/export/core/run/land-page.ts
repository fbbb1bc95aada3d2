import { splitIntoObjects } from '../lake/layout.ts';
import { buildObject, pageEndTime } from '../lake/object-key.ts';
import type { FetchedPage } from '../page/fetched-page.ts';
import { secondOf, type Position } from '../pagination/position.ts';
import type { Resource } from '../resource.ts';
import type { RunEvent } from '../telemetry/events.ts';
import type { Counters } from './export-state.ts';
import type { RunContext } from './run-context.ts';

/**
 * Lands all objects of a page. The one with the records lands last, so that readers of records find their sideloads.
 *
 * @param position - where the page was asked from
 * @param onWritten - called for every object that is newly written
 * @returns whether the object with the records is newly written
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
  // Stryker disable next-line StringLiteral: a page has an object at least, the value before the first is for the compiler
  let landed: 'new' | 'present' = 'present';
  for (const { oversized, ...part } of splitIntoObjects(request.layout, resource, fetched)) {
    const object = buildObject(context, part);
    // Before it lands: if it fails because of its size, the log says so.
    if (oversized !== undefined) {
      run.emit({ kind: 'oversized', export: id, key: object.key, layout: request.layout, ...oversized });
    }
    landed = await run.lake.land(object, run.work);
    if (landed === 'new') onWritten({ pages: 0, records: 0, bytes: part.size });
  }
  if (landed === 'new') onWritten({ pages: 1, records: page.records.length, bytes: 0 });
  return landed;
}

/** The log's entry about a page that has been checkpointed. */
export function pageEvent(
  id: string,
  { page, content, perPage }: FetchedPage,
  checkpoint: {
    readonly position: Position;
    readonly landed: 'new' | 'present' | 'repeated';
    /** Epoch seconds: the persisted `end_time`. */
    readonly persisted: number;
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
    landed: checkpoint.landed,
    persisted: checkpoint.persisted,
    per_page: perPage,
    duration_ms: checkpoint.durationMs,
  };
}
