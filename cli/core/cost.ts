import { PRICES } from '#common/prices.ts';

/** What an export was measured to do. */
export type Volume = {
  /** Runs that poll Zendesk. */
  readonly runsPerMonth: number;
  /** Runs besides that only find it too soon for that. Default: none. */
  readonly restsPerMonth?: number;
  /** Objects written in the last 30 days. */
  readonly objectsPerMonth: number;
  /** Bytes that lie in the lake, compressed. */
  readonly storedBytes: number;
  /** Of the cursor item: every write of it costs by its size. */
  readonly itemBytes: number;
  readonly memoryMib: number;
};

export type CostLine = {
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  /** USD a month. */
  readonly usd: number;
};

/** A run that finds nothing new takes a second, one that finds it too soon to look a tenth of that. */
export const SECONDS_PER_RUN = 1;
const SECONDS_PER_REST = 0.1;
/** Every page beyond a run's first waits for the rate limit. */
const SECONDS_PER_FURTHER_PAGE = 6;
/** Taking the lease, and releasing it; a run of one page does the latter with its checkpoint. */
const WRITES_PER_RUN = 2;

const line = (item: string, quantity: number, unit: string, price: number): CostLine => ({
  item,
  quantity,
  unit,
  usd: quantity * price,
});

/** What an export costs a month. Without free tiers, logs, metrics, alarms and queries. */
export function monthlyCost(volume: Volume): CostLine[] {
  const { runsPerMonth: runs, restsPerMonth: rests = 0, objectsPerMonth: objects } = volume;
  const furtherPages = Math.max(0, objects - runs);
  const seconds = runs * SECONDS_PER_RUN + rests * SECONDS_PER_REST + furtherPages * SECONDS_PER_FURTHER_PAGE;
  const gbSeconds = (seconds * volume.memoryMib) / 1024;
  const gbStored = volume.storedBytes / 2 ** 30;
  const writeUnits = ((runs + rests) * WRITES_PER_RUN + furtherPages) * Math.max(1, Math.ceil(volume.itemBytes / 1024));
  return [
    line('Lambda, time', gbSeconds, 'GB-seconds', PRICES.gigabyteSecond),
    line('Lambda, requests', runs + rests, 'runs', PRICES.invocation),
    line('S3, storage', gbStored, 'GB', PRICES.gigabyteMonth),
    line('S3, writes', objects, 'PUTs', PRICES.put),
    line('DynamoDB, writes', writeUnits, 'write units', PRICES.write),
    // Nothing is read: the write that takes the lease answers with the item.
    line('Secrets Manager', 1, 'secret', PRICES.secretMonth),
  ];
}
