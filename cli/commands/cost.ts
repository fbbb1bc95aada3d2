import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { type ExportVolume, pollsPerMonth } from '#common/cost-model.ts';
import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import { formatFolder } from '#common/object-key.ts';
import { PRICES } from '#common/prices.ts';
import { invocationsPerMonth, parseScheduleExpression } from '#common/schedule-expression.ts';
import type { ExportOptions } from '#functions/export/core/export-options.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { mapConcurrently } from '#common/concurrently.ts';
import { LISTING_CONCURRENCY } from '../aws/clients.ts';
import { readCursor } from '../aws/cursor.ts';
import type { ExportSchedule } from '../aws/schedules.ts';
import type { Context, Report } from '../context.ts';
import { estimateAccount, estimateStack } from '../core/estimate-cost.ts';
import { CommandError, EXIT } from '../exit.ts';
import { withProgress } from '../print/progress.ts';
import { listTargets, type ResourceOption, type Target } from '../targets.ts';
import { renderCost } from './cost-view.ts';

const MONTH_MS = 30 * 86_400_000;

/** Estimates the monthly AWS cost of each export, each account and the stack. */
export async function cost(context: Context, options: ResourceOption): Promise<Report> {
  const { clients, stack } = context;
  const shown = new Set(listTargets(context, options).map(({ id }) => id));
  const configuration = new GetFunctionConfigurationCommand({ FunctionName: stack.functionName });
  const { MemorySize = FUNCTION_MEMORY_MIB } = await clients.lambda.send(configuration);
  const targets = listTargets(context);
  const measured = await withProgress(context.io, (count) => {
    const { add } = count('listing objects');
    return mapConcurrently(targets, LISTING_CONCURRENCY, (target) => measure(context, target, add));
  });
  const accounts = [...Map.groupBy(measured, ({ target }) => target.schedule)].map(([schedule, exports]) =>
    estimateAccount(schedule.request.subdomain, {
      invocations: countInvocations(schedule),
      exports: exports.map(({ target, volume }) => ({ export: target.id, ...volume })),
      memoryMib: MemorySize,
    }),
  );
  const estimate = estimateStack(
    accounts.map((each) => ({ ...each, exports: each.exports.filter(({ export: id }) => shown.has(id)) })),
    stack.hasDashboard,
  );
  return {
    exitCode: EXIT.ok,
    data: { prices: PRICES, ...estimate },
    text: (style) => renderCost(style, estimate),
  };
}

function countInvocations({ expression, enabled }: ExportSchedule): number {
  const schedule = parseScheduleExpression(expression);
  if (schedule === undefined) {
    throw new CommandError(`Unsupported schedule expression ${expression}. Use rate(…), cron(…) or at(…).`);
  }
  return enabled ? invocationsPerMonth(schedule) : 0;
}

type Measured = { readonly target: Target; readonly volume: ExportVolume };

/** @param onListed - called for each listed object */
async function measure({ clients, stack, lake, io }: Context, target: Target, onListed: () => void): Promise<Measured> {
  const invocations = countInvocations(target.schedule);
  const cursor = await readCursor(clients.dynamoDb, stack.table, target.id);
  const { resource, exportOptions } = target;
  const folder = formatFolder(target.folder);
  let objects = 0;
  let storedBytes = 0;
  const listed = resource.kind === 'list' ? lake.listPages(folder) : lake.list(folder);
  for await (const { lastModifiedMs, bytes } of listed) {
    if (io.now() - lastModifiedMs <= MONTH_MS) objects += 1;
    storedBytes += bytes;
    onListed();
  }
  const polls = invocations === 0 ? 0 : pollsPerMonth(invocations, pollInterval(resource, exportOptions));
  return { target, volume: { polls, objects, storedBytes, itemBytes: cursor?.itemBytes ?? 0 } };
}

/** Returns the seconds between two polls. A list is polled when its next snapshot is due. */
const pollInterval = (resource: Resource, { pollSeconds, snapshotSeconds }: ExportOptions): number =>
  resource.kind === 'list' ? Math.max(pollSeconds, snapshotSeconds) : pollSeconds;
