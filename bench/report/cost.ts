import type { CostLine } from '#common/cost-model.ts';
import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import { PRICES } from '#common/prices.ts';
import { parseScheduleExpression } from '#common/schedule-expression.ts';
import { DEFAULT_POLL_SECONDS, DEFAULT_SCHEDULE } from '#infra/config/defaults.ts';
import { AIRBYTE, type Cost, costOf } from '../cost.ts';
import type { Results, SizeResult } from '../results.ts';
import { count, usd } from './format.ts';
import type { Table } from './table.ts';

/** The cost that the figures lead to. */
export function costFrom({ sizes, idle, memoryMib }: Results): Cost {
  const [size, bundle] = fullest(sizes);
  const schedule = parseScheduleExpression(DEFAULT_SCHEDULE);
  if (schedule === undefined) throw new Error('the default schedule is not a schedule expression');
  return costOf({
    memoryMib,
    schedule,
    pollSeconds: DEFAULT_POLL_SECONDS,
    runSeconds: FUNCTION_TIMEOUT_MS / 1000,
    page: { cpuMs: bundle.cpuMs.median, records: size.page.records, storedBytes: size.page.gzipBytes },
    itemBytes: idle.itemBytes,
  });
}

/** The smallest page with as many tickets as there are on any: that is how a full page usually looks. */
function fullest(sizes: readonly SizeResult[]) {
  const [size] = sizes.toSorted((a, b) => b.page.records - a.page.records || a.page.bytes - b.page.bytes);
  const bundle = size?.contestants.bundle;
  if (size === undefined || bundle === undefined) throw new Error('zendesk-lake was not measured');
  return [size, bundle] as const;
}

export function cost(cost: Cost, memoryMib: number): Table[] {
  const { million, millionUsd, storage, idle, idleUsd, pages, runs, computeSecondsPerPage } = cost;
  return [
    {
      title: 'A million tickets',
      head: ['', '', 'USD'],
      rows: rows(million, millionUsd),
      notes: [
        `${count(pages)} pages in ${count(runs)} runs. A page takes the function, with ${memoryMib} MiB and the share of a CPU that goes with it, ${computeSecondsPerPage.toFixed(1)} s of computing; at 10 requests a minute there are 6 s for it, which are paid.`,
        ...(storage === undefined
          ? []
          : [`To keep them costs ${usd(storage.usd)} a month (${count(storage.quantity)} GB in S3 Standard).`]),
        `[Airbyte Cloud](https://docs.airbyte.com/platform/cloud/managing-airbyte-cloud/manage-credits) asks $${AIRBYTE.usdPerMillionRows} per million rows of an API, and a subscription from $${AIRBYTE.usdPerMonth} a month (${AIRBYTE.asOf}): ${count(AIRBYTE.usdPerMillionRows / millionUsd)} times as much.`,
      ],
    },
    {
      title: 'A month in which nothing changes',
      head: ['', '', 'USD'],
      rows: rows(idle, idleUsd),
      notes: [`List prices of us-east-1 on ${PRICES.asOf}, without free tiers, logs, metrics, alarms and queries.`],
    },
  ];
}

const rows = (lines: readonly CostLine[], total: number): string[][] => [
  ...lines.map(({ item, quantity, unit, usd: amount }) => [item, `${count(quantity)} ${unit}`, usd(amount)]),
  ['together', '', `**${usd(total)}**`],
];
