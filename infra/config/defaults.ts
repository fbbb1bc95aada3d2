import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** When an account's exports run. A run that hands over is resumed within a minute. */
export const DEFAULT_SCHEDULE = 'rate(1 minute)';

/**
 * Least seconds between two polls of an export. Not 300: the invocation after five minutes comes a run's length too
 * early for that, and polls would be six minutes apart.
 */
export const DEFAULT_POLL_SECONDS = 270;

/** Prefix of the keys of landed objects. Objects of layout `page` lie under it. */
export const DEFAULT_PREFIX = 'zendesk';

export const DEFAULT_LOG_RETENTION = RetentionDays.ONE_MONTH;

/** Name of the Glue database. */
export const DEFAULT_DATABASE = 'zendesk_lake';

export const DEFAULT_SCAN_LIMIT_GIB = 100;

/** Thresholds of alarms. The one for freshness follows from the schedule. */
export const DEFAULT_THRESHOLDS = { stalledRuns: 3, failures: 2, apiTokenDays: 30, durationPercent: 99.9 } as const;
