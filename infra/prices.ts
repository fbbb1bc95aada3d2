/** List prices in USD, of N. Virginia, as they were on that date; for estimates only. */
export const PRICES = {
  asOf: '2026-11-26',
  /** Lambda on arm64. */
  gigabyteSecond: 0.0000133334,
  invocation: 0.2 / 1e6,
  put: 0.005 / 1000,
  /** DynamoDB, on demand, of an item of less than a kilobyte. */
  write: 0.625 / 1e6,
} as const;
