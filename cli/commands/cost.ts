import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { formatFolder } from '#common/object-key.ts';
import { type CostLine, monthlyCost, pollsPerMonth } from '#common/cost-model.ts';
import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import { PRICES } from '#common/prices.ts';
import { invocationsPerMonth, parseScheduleExpression } from '#common/schedule-expression.ts';
import { readCursor } from '../aws/cursor.ts';
import type { Context, Report } from '../context.ts';
import { listTargets, type Target } from '../targets.ts';
import { CommandError, EXIT } from '../exit.ts';
import { type Style, table } from '../print/style.ts';
import { formatCount, formatUsd } from '#common/format.ts';

/** Monthly cost of an export. */
type Cost = {
  readonly export: string;
  readonly lines: readonly CostLine[];
  /** The total. */
  readonly usd: number;
};

const MONTH_MS = 30 * 86_400_000;

/** Estimates the monthly AWS cost of each export. */
export async function cost(context: Context): Promise<Report> {
  const { clients, stack } = context;
  const configuration = new GetFunctionConfigurationCommand({ FunctionName: stack.functionName });
  const { MemorySize = FUNCTION_MEMORY_MIB } = await clients.lambda.send(configuration);
  const exports: Cost[] = [];
  for (const target of listTargets(context)) exports.push(await estimateCost(context, target, MemorySize));
  return {
    exitCode: EXIT.ok,
    data: { prices: PRICES, exports },
    text: (style) => [...exports.map((each) => render(style, each)), style.dim(NOTE)].join('\n\n'),
  };
}

async function estimateCost({ clients, stack, lake, io }: Context, target: Target, memoryMib: number): Promise<Cost> {
  const { expression, enabled } = target.schedule;
  const schedule = parseScheduleExpression(expression);
  if (schedule === undefined) {
    throw new CommandError(`Unsupported schedule expression ${expression}. Use rate(…), cron(…) or at(…).`);
  }
  const invocations = invocationsPerMonth(schedule);
  const polls = pollsPerMonth(invocations, target.exportOptions.pollSeconds);
  const cursor = await readCursor(clients.dynamoDb, stack.table, target.id);
  const objects = await lake.list(formatFolder(target.folder));
  const lines = monthlyCost({
    invocations: enabled ? invocations : 0,
    exports: [
      {
        polls: enabled ? polls : 0,
        objects: objects.filter(({ lastModifiedMs }) => io.now() - lastModifiedMs <= MONTH_MS).length,
        storedBytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
        itemBytes: cursor?.itemBytes ?? 0,
      },
    ],
    memoryMib,
  });
  return { export: target.id, lines, usd: lines.reduce((sum, { usd }) => sum + usd, 0) };
}

const NOTE =
  `An estimate, not a bill. Prices: us-east-1 list prices of ${PRICES.asOf}; check current ones. Volume: the last 30 days. ` +
  "Assumes 1 s per run, 0.1 s per invocation without a poll, and 6 s for each page after a run's first. " +
  'Excludes free tiers, the alarms and the dashboard that all accounts share, sideloads in separate datasets, and queries.';

const formatQuantity = (value: number): string =>
  value < 10 && !Number.isInteger(value) ? value.toPrecision(2) : formatCount(value);

function render(style: Style, { export: id, lines, usd: total }: Cost): string {
  const rows = lines.map(({ item, quantity: used, unit, usd: amount }) => [
    item,
    formatQuantity(used),
    unit,
    formatUsd(amount),
  ]);
  return [
    style.bold(id),
    table(style, ['', 'per month', '', 'USD'], [...rows, ['total', '', '', style.bold(formatUsd(total))]]),
  ].join('\n');
}
