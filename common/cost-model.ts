import { EXPORT_REQUESTS_PER_MINUTE } from './limits.ts';
import { PRICES } from './prices.ts';
import { MINUTES_PER_MONTH } from './schedule-expression.ts';

/** The volume of an export in a month. */
export type MonthlyVolume = {
  /** Runs that call Zendesk. */
  readonly runs: number;
  /** Runs that skip the poll because the last one was less than `pollSeconds` ago. */
  readonly skippedRuns: number;
  /** Objects written, one per page. */
  readonly objects: number;
  /** Compressed bytes in the lake. */
  readonly storedBytes: number;
  /** Bytes of the cursor item: DynamoDB charges every write by its size. */
  readonly itemBytes: number;
  /** Memory of the function. */
  readonly memoryMib: number;
};

/** One item of a monthly bill. */
export type CostLine = {
  readonly item:
    'Lambda, time' | 'Lambda, requests' | 'S3, storage' | 'S3, writes' | 'DynamoDB, writes' | 'Secrets Manager';
  readonly quantity: number;
  readonly unit: string;
  /** USD a month. */
  readonly usd: number;
};

/** Duration of a run that polls and finds nothing new. */
const SECONDS_PER_RUN = 1;
const SECONDS_PER_SKIPPED_RUN = 0.1;
/** Every page after a run's first waits for the rate limit. */
const SECONDS_PER_FURTHER_PAGE = 60 / EXPORT_REQUESTS_PER_MINUTE;
/** One to acquire the lease and one to release it. A run of one page releases it with its checkpoint. */
const WRITES_PER_RUN = 2;

/** Computes the monthly cost of an export, without free tiers, logs, metrics, alarms and queries. */
export function monthlyCost(volume: MonthlyVolume): CostLine[] {
  const { runs, skippedRuns, objects, memoryMib } = volume;
  const furtherPages = Math.max(0, objects - runs);
  const seconds =
    runs * SECONDS_PER_RUN + skippedRuns * SECONDS_PER_SKIPPED_RUN + furtherPages * SECONDS_PER_FURTHER_PAGE;
  const gbSeconds = seconds * toGb(memoryMib);
  const gbStored = volume.storedBytes / 2 ** 30;
  const writeUnits =
    ((runs + skippedRuns) * WRITES_PER_RUN + furtherPages) * Math.max(1, Math.ceil(volume.itemBytes / 1024));
  return [
    line('Lambda, time', gbSeconds, 'GB-seconds', PRICES.gigabyteSecond),
    line('Lambda, requests', runs + skippedRuns, 'runs', PRICES.invocation),
    line('S3, storage', gbStored, 'GB', PRICES.gigabyteMonth),
    line('S3, writes', objects, 'PUTs', PRICES.put),
    line('DynamoDB, writes', writeUnits, 'write units', PRICES.write),
    // No reads: the write that acquires the lease returns the item.
    line('Secrets Manager', 1, 'secret', PRICES.secretMonth),
  ];
}

/** Returns the same model as prices in USD per unit of CloudWatch's metrics, for a cursor item of at most 1 KiB. */
export function unitCosts(memoryMib: number): Readonly<Record<'millisecond' | 'run' | 'page', number>> {
  return {
    millisecond: (toGb(memoryMib) * PRICES.gigabyteSecond) / 1000,
    run: PRICES.invocation + WRITES_PER_RUN * PRICES.write,
    page: PRICES.put + PRICES.write,
  };
}

/**
 * Estimates how many of a month's invocations poll. An invocation polls if the last run ended at least `pollSeconds`
 * ago. Invocations are taken to be evenly spaced.
 */
export function pollsPerMonth(invocations: number, pollSeconds: number): number {
  if (pollSeconds === 0) return invocations;
  const secondsApart = (MINUTES_PER_MONTH * 60) / invocations;
  return invocations / Math.ceil((SECONDS_PER_RUN + pollSeconds) / secondsApart);
}

const toGb = (mib: number): number => mib / 1024;

const line = (item: CostLine['item'], quantity: number, unit: string, price: number): CostLine => ({
  item,
  quantity,
  unit,
  usd: quantity * price,
});
