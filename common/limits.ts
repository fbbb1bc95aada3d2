/**
 * Memory of the Lambda function in MiB, which also determines its CPU share. Four exports with pages of 100 MB need less
 * than 300 MB at peak, uncompressed or as ndjson up to 410 MB (docs/performance.md). The largest page reported for
 * another exporter had 47 MB (airbytehq/airbyte#34243). The reserve is deliberate: a run that is killed for its memory
 * would fail at the same page every time.
 */
export const FUNCTION_MEMORY_MIB = 512;

/**
 * Timeout of the Lambda function in milliseconds: 14 minutes, one less than Lambda's maximum. The lease of a crashed run
 * has then expired at the invocation 15 minutes later, with `rate(5 minutes)` as well as `rate(15 minutes)`. A longer
 * timeout would gain little in a backfill: a handover takes half a minute on average, once in 14 minutes.
 */
export const FUNCTION_TIMEOUT_MS = 14 * 60_000;

/**
 * Requests per minute to the incremental exports that Zendesk allows without the High Volume API add-on.
 *
 * @see https://developer.zendesk.com/api-reference/introduction/rate-limits/
 */
export const EXPORT_REQUESTS_PER_MINUTE = 10;
