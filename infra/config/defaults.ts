/** When an account's exports run. An unfinished run is resumed within a minute. */
export const DEFAULT_SCHEDULE = 'rate(1 minute)';

/**
 * Minimum seconds between two polls of an export. With 300, the invocation after five minutes would be too early by the
 * duration of the previous run, and polls would be six minutes apart.
 */
export const DEFAULT_POLL_SECONDS = 270;

/** Prefix of the keys of landed objects, reserved for the layout `page`. */
export const DEFAULT_PREFIX = 'zendesk';

/** The runbook's path in the clone, if alarm texts have no URL. */
export const DEFAULT_RUNBOOK = 'docs/runbook.md';

export const DEFAULT_SCAN_LIMIT_GIB = 100;

/** Alarm thresholds. The freshness threshold depends on the schedule. */
export const DEFAULT_THRESHOLDS = { stalledRuns: 3, failures: 2, apiTokenDays: 30, durationPercent: 99.9 } as const;
