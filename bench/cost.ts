import { type CostLine, monthlyCost, SECONDS_PER_RUN } from '#cli/core/cost.ts';
import { pollsPerMonth, ticksPerMonth } from '#cli/core/ticks.ts';

/** What the cost follows from: measured, but for the two that are Zendesk's and the stack's. */
export type CostBasis = {
  /** Of the function. */
  readonly memoryMib: number;
  /** When it runs, as EventBridge Scheduler spells it. */
  readonly schedule: string;
  /** For how long it rests after a run with nothing left to do (s). */
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

/** What every plan of Zendesk allows the incremental exports. */
const PAGES_PER_MINUTE = 10;
/** The memory with which a Lambda function has a whole CPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MIB_PER_CPU = 1_769;
const MILLION = 1_000_000;

/** From the cost model of `npx zendesk-lake cost`. Without free tiers, logs, metrics, alarms and queries. */
export function costOf({ memoryMib, schedule, pollSeconds, runSeconds, page, itemBytes }: CostBasis): Cost {
  const pages = Math.ceil(MILLION / page.records);
  const runs = Math.ceil((pages * 60) / PAGES_PER_MINUTE / runSeconds);
  const ticks = ticksPerMonth(schedule) ?? 0;
  const polls = pollsPerMonth(ticks, pollSeconds, SECONDS_PER_RUN);
  const storedBytes = (page.storedBytes / page.records) * MILLION;
  const [million, idle] = [
    monthlyCost({ runsPerMonth: runs, objectsPerMonth: pages, storedBytes, itemBytes, memoryMib }),
    monthlyCost({
      runsPerMonth: polls,
      restsPerMonth: ticks - polls,
      objectsPerMonth: 0,
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

const STORAGE = 'S3, storage';
const SECRET = 'Secrets Manager';

const sum = (lines: readonly CostLine[]): number => lines.reduce((total, { usd }) => total + usd, 0);
