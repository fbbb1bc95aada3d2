import { type CostLine, monthlyCost, pollsPerMonth, sharedCost } from '#common/cost-model.ts';
import { EXPORT_REQUESTS_PER_MINUTE } from '#common/limits.ts';
import { invocationsPerMonth, type ScheduleExpression } from '#common/schedule-expression.ts';

/** The input of the cost model. Memory, schedule, poll interval and run time are configured, the rest is measured. */
export type CostBasis = {
  /** Memory of the function. */
  readonly memoryMib: number;
  /** When the function is invoked. */
  readonly schedule: ScheduleExpression;
  /** Minimum seconds between polls once an export has caught up. */
  readonly pollSeconds: number;
  /** Maximum duration of a run (s). */
  readonly runSeconds: number;
  /** A full page: CPU (ms), number of records, bytes in the lake. */
  readonly page: { readonly cpuMs: number; readonly records: number; readonly storedBytes: number };
  /** Size of the cursor item (bytes). */
  readonly itemBytes: number;
};

export type Cost = {
  /** Exporting a million tickets, without storage. */
  readonly million: readonly CostLine[];
  readonly millionUsd: number;
  /** Storing a million tickets for a month. */
  readonly storage: CostLine | undefined;
  /** A month without changes in Zendesk, with monitoring but no dashboard. */
  readonly idle: readonly CostLine[];
  readonly idleUsd: number;
  readonly pages: number;
  readonly runs: number;
  /** Time per page if the function only waits for its share of a CPU (s). */
  readonly computeSecondsPerPage: number;
};

/**
 * Airbyte Cloud's price for an API source. A row is one version of a ticket, as here.
 * @see https://docs.airbyte.com/platform/cloud/managing-airbyte-cloud/manage-credits
 */
export const AIRBYTE = { asOf: '2026-11-26', usdPerMillionRows: 15, usdPerMonth: 10 } as const;

/** The memory at which a Lambda function has one full CPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MIB_PER_CPU = 1_769;
const MILLION = 1_000_000;

/** Uses the cost model of `node cli cost`, for one account with one export. */
export function costOf({ memoryMib, schedule, pollSeconds, runSeconds, page, itemBytes }: CostBasis): Cost {
  const pages = Math.ceil(MILLION / page.records);
  const runs = Math.ceil((pages * 60) / EXPORT_REQUESTS_PER_MINUTE / runSeconds);
  const invocations = invocationsPerMonth(schedule);
  const polls = pollsPerMonth(invocations, pollSeconds);
  const storedBytes = (page.storedBytes / page.records) * MILLION;
  const [million, idle] = [
    monthlyCost({
      invocations: runs,
      exports: [{ polls: runs, objects: pages, storedBytes, itemBytes }],
      memoryMib,
    }),
    [
      ...monthlyCost({ invocations, exports: [{ polls, objects: 0, storedBytes: 0, itemBytes }], memoryMib }),
      ...sharedCost({ dashboard: false }),
    ],
  ];
  const once = million.filter(({ item }) => BY_VOLUME.has(item));
  const spent = idle.filter(({ quantity }) => quantity > 0);
  return {
    million: once,
    millionUsd: sum(once),
    storage: million.find(({ item }) => item === STORAGE),
    idle: spent,
    idleUsd: sum(spent),
    pages,
    runs,
    computeSecondsPerPage: page.cpuMs / 1000 / Math.min(1, memoryMib / MIB_PER_CPU),
  };
}

const STORAGE: CostLine['item'] = 'S3, storage';

/** Items that are billed for each ticket, not for each month. */
const BY_VOLUME: ReadonlySet<CostLine['item']> = new Set<CostLine['item']>([
  'Lambda, time',
  'Lambda, requests',
  'S3, writes',
  'DynamoDB, writes',
]);

const sum = (lines: readonly CostLine[]): number => lines.reduce((total, { usd }) => total + usd, 0);
