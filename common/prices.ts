/** List prices in USD, of us-east-1, as they were on that date; for estimates only. */
export const PRICES = {
  asOf: '2026-11-26',
  /** Lambda on arm64. */
  gigabyteSecond: 0.0000133334,
  invocation: 0.2 / 1e6,
  put: 0.005 / 1000,
  /** S3 Standard. */
  gigabyteMonth: 0.023,
  /** DynamoDB, on demand, per kilobyte of an item. */
  write: 0.625 / 1e6,
  secretMonth: 0.4,
} as const;
