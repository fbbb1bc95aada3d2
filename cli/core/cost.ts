/** List prices in USD. */
export const PRICES = {
  asOf: 'list prices of us-east-1, November 2026, look up today’s',
  /** Lambda on arm64. */
  lambdaGbSecond: 0.0000133334,
  lambdaMillionRequests: 0.2,
  s3GbMonth: 0.023,
  s3ThousandPuts: 0.005,
  dynamoDbMillionWrites: 0.625,
  dynamoDbMillionReads: 0.125,
  secretMonth: 0.4,
} as const;

/** What an export was measured to do. */
export type Volume = {
  readonly runsPerMonth: number;
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

/** A run that finds nothing new takes a second. */
const SECONDS_PER_RUN = 1;
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
  const { runsPerMonth: runs, objectsPerMonth: objects } = volume;
  const furtherPages = Math.max(0, objects - runs);
  const gbSeconds = ((runs * SECONDS_PER_RUN + furtherPages * SECONDS_PER_FURTHER_PAGE) * volume.memoryMib) / 1024;
  const gbStored = volume.storedBytes / 2 ** 30;
  const writeUnits = (runs * WRITES_PER_RUN + furtherPages) * Math.max(1, Math.ceil(volume.itemBytes / 1024));
  return [
    line('Lambda, time', gbSeconds, 'GB-seconds', PRICES.lambdaGbSecond),
    line('Lambda, requests', runs, 'runs', PRICES.lambdaMillionRequests / 1e6),
    line('S3, storage', gbStored, 'GB', PRICES.s3GbMonth),
    line('S3, writes', objects, 'PUTs', PRICES.s3ThousandPuts / 1000),
    line('DynamoDB, writes', writeUnits, 'write units', PRICES.dynamoDbMillionWrites / 1e6),
    // The write that takes the lease reads the item too.
    line('DynamoDB, reads', 0, 'read units', PRICES.dynamoDbMillionReads / 1e6),
    line('Secrets Manager', 1, 'secret', PRICES.secretMonth),
  ];
}
