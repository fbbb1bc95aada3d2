import { type ExportOptions, resolveOptions } from '../export-options.ts';
import { exportId } from '../lake/object-key.ts';
import type { Resource } from '../resource.ts';
import type { CursorItem } from '../state/cursor.ts';
import { createTracking } from './create-tracking.ts';
import { createExportRunner, type ExportRunner } from './export.ts';
import { buildResult } from './export-state.ts';
import type { RunContext } from './run-context.ts';

/** An export of the run, and its cursor item before any lease is acquired. */
export type KnownExport = {
  readonly id: string;
  readonly resource: Resource;
  readonly options: ExportOptions;
  /** Empty if the export has no item yet. Undefined if it could not be read. */
  readonly item: CursorItem | undefined;
  /** When the item was read, in epoch milliseconds. */
  readonly readAt: number;
};

/**
 * Reads the cursor items of all exports with one request, so that a run with nothing to do writes nothing. An export
 * whose item cannot be read counts as due, because only the lease decides.
 */
export async function readExports(resources: readonly Resource[], run: RunContext): Promise<KnownExport[]> {
  const { request, cursors, clock, emit } = run;
  const exports = resources.map((resource) => ({
    id: exportId(request.subdomain, resource),
    resource,
    options: resolveOptions(resource, request),
  }));
  const ids = exports.map(({ id }) => id);
  let items: ReadonlyMap<string, CursorItem> = new Map();
  let detail = 'DynamoDB did not return it';
  try {
    items = await cursors.read(ids, run.work);
  } catch (error) {
    if (error instanceof Error) detail = error.message;
  }
  const readAt = clock.now();
  for (const id of ids) if (!items.has(id)) emit({ kind: 'unread', export: id, detail });
  return exports.map((each) => ({ ...each, item: items.get(each.id), readAt }));
}

/** Creates the runner of an export. It acquires the lease only if the export looks due. */
export function openExport(known: KnownExport, run: RunContext): ExportRunner {
  const { item, options, resource, readAt } = known;
  const looksDue = item === undefined || createTracking(resource).isDue(item, options, readAt);
  return looksDue ? createExportRunner(resource, run, item?.readAt) : createSkippedExport({ ...known, item }, run);
}

/** An export that is not due: it ends with a result from its item, without the lease. */
function createSkippedExport(
  { id, resource, options, item }: KnownExport & { readonly item: CursorItem },
  { clock }: RunContext,
): ExportRunner {
  const end = async () => ({
    resource: resource.name,
    outcome: 'not_due' as const,
    ...buildResult(createTracking(resource).open(item, options, clock.now()), clock.now()),
  });
  return {
    id,
    read: async () => ({ kind: 'end', outcome: 'not_due' }),
    land: end,
    settle: end,
    lastReadAt: () => item.readAt,
    abandon: async () => undefined,
  };
}
