import { EXPORT_REQUESTS_PER_MINUTE } from './limits.ts';
import { PRICES } from './prices.ts';
import { MINUTES_PER_MONTH } from './schedule-expression.ts';

/** The volume of one export in a month. */
export type ExportVolume = {
  /** Runs that poll Zendesk for this export. */
  readonly polls: number;
  /** Objects written, one per page. */
  readonly objects: number;
  /** Compressed bytes in the lake. */
  readonly storedBytes: number;
  /** Bytes of the cursor item: DynamoDB charges reads and writes by its size. */
  readonly itemBytes: number;
};

/** The volume of one account in a month. */
export type AccountVolume = {
  /** Invocations by the account's schedule. Those without a poll read the cursor items and end. */
  readonly invocations: number;
  /** The account's exports. They are polled side by side, in the same runs. */
  readonly exports: readonly ExportVolume[];
  /** Memory of the function. */
  readonly memoryMib: number;
};

/** One item of a monthly bill. */
export type CostLine = {
  readonly item:
    | 'Lambda, time'
    | 'Lambda, requests'
    | 'S3, storage'
    | 'S3, writes'
    | 'DynamoDB, writes'
    | 'DynamoDB, reads'
    | 'Secrets Manager'
    | 'CloudWatch, metrics'
    | 'CloudWatch, alarms'
    | 'CloudWatch, logs'
    | 'CloudWatch, function alarms'
    | 'CloudWatch, dashboard';
  readonly quantity: number;
  readonly unit: string;
  /** USD a month. */
  readonly usd: number;
};

/** Duration of a run that polls and finds nothing new. It requests four exports at a time. */
const SECONDS_PER_RUN = 1;
const EXPORTS_AT_A_TIME = 4;
const SECONDS_PER_IDLE_INVOCATION = 0.1;
/** Every page after a run's first waits for the rate limit. */
const SECONDS_PER_FURTHER_PAGE = 60 / EXPORT_REQUESTS_PER_MINUTE;
/** One to acquire the lease and one to release it. A run of one page releases it with its checkpoint. */
const WRITES_PER_POLL = 2;
/** DynamoDB charges half a unit for each 4 KiB of an eventually consistent read. */
const UNITS_PER_READ = 0.5;

/** Metrics of an account that every run with a poll emits. One of them only with an API token. */
export const ACCOUNT_METRICS = 5;
/** Metrics of an export that a run emits if there are changes. All others are rare. CloudWatch charges by the hour. */
export const BUSY_EXPORT_METRICS = 2;
export const ACCOUNT_ALARMS = 6;
/** Alarms of the function and its schedules. */
export const FUNCTION_ALARMS = 6;

const HOURS_PER_MONTH = MINUTES_PER_MONTH / 60;
/** Log lines of an invocation and, for each export, its result; then those of a page. */
const LOG_BYTES = { invocation: 1000, result: 200, page: 500 } as const;

/** Computes the monthly cost of an account, with its metrics, alarms and logs, without free tiers and queries. */
export const monthlyCost = (account: AccountVolume): CostLine[] => [
  ...usageLines(account),
  ...monitoringLines(account),
];

/** Computes the monthly cost that the stack's accounts share: the function's alarms, and the dashboard. */
export const sharedCost = ({ dashboard }: { readonly dashboard: boolean }): CostLine[] => [
  line('CloudWatch, function alarms', FUNCTION_ALARMS, 'alarms', PRICES.alarmMonth),
  ...(dashboard ? [line('CloudWatch, dashboard', 1, 'dashboard', PRICES.dashboardMonth)] : []),
];

function usageLines({ invocations, exports, memoryMib }: AccountVolume): CostLine[] {
  const furtherPages = sum(exports, furtherPagesOf);
  const runs = runsOf(exports);
  const seconds =
    Math.max(runs, sum(exports, ({ polls }) => polls) / EXPORTS_AT_A_TIME) * SECONDS_PER_RUN +
    Math.max(0, invocations - runs) * SECONDS_PER_IDLE_INVOCATION +
    furtherPages * SECONDS_PER_FURTHER_PAGE;
  const writes = sum(
    exports,
    (each) => (each.polls * WRITES_PER_POLL + furtherPagesOf(each)) * chargedUnits(each.itemBytes, 1024),
  );
  const reads = sum(exports, ({ itemBytes }) => invocations * UNITS_PER_READ * chargedUnits(itemBytes, 4096));
  return [
    line('Lambda, time', seconds * (memoryMib / 1024), 'GB-seconds', PRICES.gigabyteSecond),
    line('Lambda, requests', invocations, 'runs', PRICES.invocation),
    line('S3, storage', sum(exports, ({ storedBytes }) => storedBytes) / 2 ** 30, 'GB', PRICES.gigabyteMonth),
    line(
      'S3, writes',
      sum(exports, ({ objects }) => objects),
      'PUTs',
      PRICES.put,
    ),
    line('DynamoDB, writes', writes, 'write units', PRICES.write),
    line('DynamoDB, reads', reads, 'read units', PRICES.read),
    line('Secrets Manager', 1, 'secret', PRICES.secretMonth),
  ];
}

function monitoringLines({ invocations, exports }: AccountVolume): CostLine[] {
  const accountMetrics = ACCOUNT_METRICS * hoursShare(runsOf(exports));
  const exportMetrics = sum(exports, ({ objects }) => BUSY_EXPORT_METRICS * hoursShare(objects));
  const logged =
    invocations * (LOG_BYTES.invocation + exports.length * LOG_BYTES.result) +
    sum(exports, (each) => (each.polls + furtherPagesOf(each)) * LOG_BYTES.page);
  return [
    line('CloudWatch, metrics', accountMetrics + exportMetrics, 'metrics', PRICES.metricMonth),
    line('CloudWatch, alarms', ACCOUNT_ALARMS, 'alarms', PRICES.alarmMonth),
    line('CloudWatch, logs', logged / 1e9, 'GB', PRICES.logGigabyte),
  ];
}

/** Runs that poll at least one export. */
const runsOf = (exports: readonly ExportVolume[]): number => Math.max(0, ...exports.map(({ polls }) => polls));

const furtherPagesOf = ({ objects, polls }: ExportVolume): number => Math.max(0, objects - polls);

const chargedUnits = (bytes: number, unitBytes: number): number => Math.max(1, Math.ceil(bytes / unitBytes));

/** The share of the month's hours in which a metric has data, if it has data so often. */
const hoursShare = (times: number): number => Math.min(1, times / HOURS_PER_MONTH);

/**
 * Estimates how many of a month's invocations poll. An invocation polls if the last run ended at least `pollSeconds`
 * ago. Invocations are taken to be evenly spaced.
 */
export function pollsPerMonth(invocations: number, pollSeconds: number): number {
  if (pollSeconds === 0) return invocations;
  const secondsApart = (MINUTES_PER_MONTH * 60) / invocations;
  return invocations / Math.ceil((SECONDS_PER_RUN + pollSeconds) / secondsApart);
}

const sum = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((total, value) => total + of(value), 0);

const line = (item: CostLine['item'], quantity: number, unit: string, price: number): CostLine => ({
  item,
  quantity,
  unit,
  usd: quantity * price,
});
