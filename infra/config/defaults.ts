import { Duration } from 'aws-cdk-lib';

/** When an account's exports run, unless it says otherwise: a run that hands over is followed within a minute. */
export const DEFAULT_SCHEDULE = 'rate(1 minute)';

/**
 * How long an export rests between two polls, unless its account says otherwise. Not 300: the tick after five minutes
 * comes a run's length too soon for that, and polls would be six minutes apart.
 */
export const DEFAULT_POLL_SECONDS = 270;

/** What the keys of landed objects begin with, unless the configuration says otherwise: there whole pages lie. */
export const DEFAULT_PREFIX = 'zendesk';

/**
 * The function's. A minute short of Lambda's most: after a run that was killed, the tick that comes a quarter of an hour
 * later, as those of `rate(5 minutes)` or `rate(15 minutes)` do, finds its lease ended. For a backfill a longer run would
 * gain little: it hands over in half a minute on average, once in 14 minutes.
 */
export const TIMEOUT = Duration.minutes(14);

/**
 * The function's. Also sets the share of a CPU. Pages of 100 MB take less than 200 MB at their peak, as lines or
 * uncompressed up to 490 MB (docs/performance.md); the largest that another exporter has reported had 47 MB
 * (airbytehq/airbyte#34243). A run that is killed for its memory would never get past its page, so there is room.
 */
export const MEMORY_MIB = 512;
