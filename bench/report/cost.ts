import type { CostLine } from '#common/cost-model.ts';
import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import { PRICES } from '#common/prices.ts';
import { parseScheduleExpression } from '#common/schedule-expression.ts';
import { DEFAULT_POLL_SECONDS, DEFAULT_SCHEDULE } from '#infra/config/defaults.ts';
import { AIRBYTE, type Cost, costOf } from '../cost.ts';
import type { Results, SizeResult } from '../results.ts';
import { count, usd } from './format.ts';
import type { Table } from './table.ts';

/** Computes the cost from the measured figures. Undefined if they were not all measured. */
export function costFrom({ sizes, idle, memoryMib }: Results): Cost | undefined {
  if (sizes.length === 0 || idle === undefined) return undefined;
  const [size, bundle] = fullest(sizes);
  const schedule = parseScheduleExpression(DEFAULT_SCHEDULE);
  if (schedule === undefined) throw new Error('The default schedule is not a valid schedule expression.');
  return costOf({
    memoryMib,
    schedule,
    pollSeconds: DEFAULT_POLL_SECONDS,
    runSeconds: FUNCTION_TIMEOUT_MS / 1000,
    page: { cpuMs: bundle.cpuMs.median, records: size.page.records, storedBytes: size.page.gzipBytes },
    itemBytes: idle.itemBytes,
  });
}

/** The smallest page with the maximum number of tickets, like a usual full page. */
function fullest(sizes: readonly SizeResult[]) {
  const [size] = sizes.toSorted((a, b) => b.page.records - a.page.records || a.page.bytes - b.page.bytes);
  const bundle = size?.contestants.bundle;
  if (size === undefined || bundle === undefined) throw new Error('There is no measurement of zendesk-lake.');
  return [size, bundle] as const;
}

export function cost(cost: Cost, memoryMib: number): Table[] {
  const { million, millionUsd, storage, idle, idleUsd, pages, runs, computeSecondsPerPage } = cost;
  return [
    {
      title: 'One million tickets',
      head: ['', '', 'USD'],
      rows: rows(million, millionUsd),
      notes: [
        `${count(pages)} pages in ${count(runs)} runs. With ${memoryMib} MiB and the matching share of a CPU, the function computes for ${computeSecondsPerPage.toFixed(1)} s per page. At 10 requests per minute a page takes 6 s, which Lambda bills.`,
        ...(storage === undefined
          ? []
          : [`Storage costs ${usd(storage.usd)} per month (${count(storage.quantity)} GB in S3 Standard).`]),
        `[Airbyte Cloud](https://docs.airbyte.com/platform/cloud/managing-airbyte-cloud/manage-credits) charges $${AIRBYTE.usdPerMillionRows} per million rows from an API source, ${count(AIRBYTE.usdPerMillionRows / millionUsd)} times as much, plus a subscription from $${AIRBYTE.usdPerMonth} per month (${AIRBYTE.asOf}).`,
      ],
    },
    {
      title: 'One idle month',
      head: ['', '', 'USD'],
      rows: rows(idle, idleUsd),
      notes: [
        `One account with one export, with monitoring but without the dashboard. List prices in us-east-1 on ${PRICES.asOf}, without free tiers and queries.`,
      ],
    },
  ];
}

const rows = (lines: readonly CostLine[], total: number): string[][] => [
  ...lines.map(({ item, quantity, unit, usd: amount }) => [item, `${count(quantity)} ${unit}`, usd(amount)]),
  ['total', '', `**${usd(total)}**`],
];
