import { type CostLine, monthlyCost, pollsPerMonth } from '#common/cost-model.ts';
import { EXPORT_REQUESTS_PER_MINUTE } from '#common/limits.ts';
import { invocationsPerMonth, type ScheduleExpression } from '#common/schedule-expression.ts';

/** What the cost follows from: measured, but for the two that are Zendesk's and the stack's. */
export type CostBasis = {
  /** Of the function. */
  readonly memoryMib: number;
  /** When it runs. */
  readonly schedule: ScheduleExpression;
  /** Least seconds between two polls once an export has caught up. */
  readonly pollSeconds: number;
  /** How long a run may take (s). */
  readonly runSeconds: number;
  /** Of a full page: CPU that it takes (ms), its records, and bytes in the lake. */
  readonly page: { readonly cpuMs: number; readonly records: number; readonly storedBytes: number };
  /** Of the cursor item. */
  readonly itemBytes: number;
};

export type Cost = {
  /** A million tickets, from Zendesk into the lake; to keep them there costs extra. */
  readonly million: readonly CostLine[];
  readonly millionUsd: number;
  /** A million tickets, for a month in the lake. */
  readonly storage: CostLine | undefined;
  /** A month in which nothing changes. */
  readonly idle: readonly CostLine[];
  readonly idleUsd: number;
  readonly pages: number;
  readonly runs: number;
  /** What a page takes where the function's share of a CPU is all that it waits for (s). */
  readonly computeSecondsPerPage: number;
};

/**
 * What Airbyte Cloud asks for a source that is an API. A row is one version of a ticket, as here.
 * @see https://docs.airbyte.com/platform/cloud/managing-airbyte-cloud/manage-credits
 */
export const AIRBYTE = { asOf: '2026-11-26', usdPerMillionRows: 15, usdPerMonth: 10 } as const;

/** The memory with which a Lambda function has a whole CPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MIB_PER_CPU = 1_769;
const MILLION = 1_000_000;

/** From the cost model of `npx zendesk-lake cost`. Without free tiers, logs, metrics, alarms and queries. */
export function costOf({ memoryMib, schedule, pollSeconds, runSeconds, page, itemBytes }: CostBasis): Cost {
  const pages = Math.ceil(MILLION / page.records);
  const runs = Math.ceil((pages * 60) / EXPORT_REQUESTS_PER_MINUTE / runSeconds);
  const invocations = invocationsPerMonth(schedule);
  const polls = pollsPerMonth(invocations, pollSeconds);
  const storedBytes = (page.storedBytes / page.records) * MILLION;
  const [million, idle] = [
    monthlyCost({ runs, skippedRuns: 0, objects: pages, storedBytes, itemBytes, memoryMib }),
    monthlyCost({
      runs: polls,
      skippedRuns: invocations - polls,
      objects: 0,
      storedBytes: 0,
      itemBytes,
      memoryMib,
    }),
  ];
  // A secret is paid for by the month, not by the ticket.
  const once = million.filter(({ item }) => item !== STORAGE && item !== SECRET);
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
const SECRET: CostLine['item'] = 'Secrets Manager';

const sum = (lines: readonly CostLine[]): number => lines.reduce((total, { usd }) => total + usd, 0);
