/** List prices in USD of us-east-1 on the given date, for estimates only. @see https://aws.amazon.com/pricing/ */
export const PRICES = {
  asOf: '2026-11-26',
  /** Lambda on arm64, per GB-second. */
  gigabyteSecond: 0.0000133334,
  /** Lambda, per request. */
  invocation: 0.2 / 1e6,
  /** S3, per PUT. */
  put: 0.005 / 1000,
  /** S3 Standard, per GB and month. */
  gigabyteMonth: 0.023,
  /** DynamoDB on demand, per write unit of 1 KiB. */
  write: 0.625 / 1e6,
  /** DynamoDB on demand, per read unit of 4 KiB. */
  read: 0.125 / 1e6,
  /** Secrets Manager, per secret and month. */
  secretMonth: 0.4,
  /** CloudWatch, per custom metric and month, for the first 10,000. Charged by the hour. */
  metricMonth: 0.3,
  /** CloudWatch, per alarm and month. An alarm on metric math is charged for each metric that it reads. */
  alarmMonth: 0.1,
  /** CloudWatch, per dashboard and month. */
  dashboardMonth: 3,
  /** CloudWatch Logs, per GB ingested. */
  logGigabyte: 0.5,
} as const;
