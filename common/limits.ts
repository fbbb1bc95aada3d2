/**
 * Memory of the Lambda function in MiB. The share of a CPU follows from it. Pages of 100 MB take less than 200 MB at
 * their peak, as ndjson or uncompressed up to 490 MB (docs/performance.md). The largest page that another exporter has
 * reported had 47 MB (airbytehq/airbyte#34243). A run that is killed for its memory would never get past its page, so
 * there is room.
 */
export const FUNCTION_MEMORY_MIB = 512;

/**
 * Timeout of the Lambda function in milliseconds: 14 minutes, one less than Lambda's maximum. After a run that was
 * killed, the invocation a quarter of an hour later, as of `rate(5 minutes)` or `rate(15 minutes)`, finds its lease
 * expired. For a backfill a longer run would gain little: it hands over in half a minute on average, once in 14 minutes.
 */
export const FUNCTION_TIMEOUT_MS = 14 * 60_000;

/**
 * Requests to an incremental export that Zendesk allows in a minute without the High Volume API add-on.
 *
 * @see https://developer.zendesk.com/api-reference/introduction/rate-limits/
 */
export const EXPORT_REQUESTS_PER_MINUTE = 10;
