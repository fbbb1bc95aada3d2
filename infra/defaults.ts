import { Duration } from 'aws-cdk-lib';

/** When an account's exports run, unless it says otherwise. */
export const DEFAULT_SCHEDULE = 'rate(5 minutes)';

/** What the keys of landed objects begin with, unless the configuration says otherwise: there whole pages lie. */
export const DEFAULT_PREFIX = 'zendesk';

/**
 * The function's. One minute short of three ticks of the default schedule: the lease of a run that used all of its time
 * has passed when the tick at minute 15 comes. With Lambda's maximum of 15 minutes that tick would find the lease still
 * held.
 */
export const TIMEOUT = Duration.minutes(14);

/**
 * The function's. Also sets the share of a CPU. Pages of 102 MB, gzipped on the wire, took 316 MB at their peak; the
 * largest that another exporter has reported had 47 MB (airbytehq/airbyte#34243).
 */
export const MEMORY_MIB = 512;
