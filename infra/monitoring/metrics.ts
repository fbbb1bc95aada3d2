import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** Namespace of the function's metrics. A test checks it and the metric names against the function's. */
const NAMESPACE = 'ZendeskLake';

/** Returns a metric that the function emits for an account, at the end of each run in which an export was due. */
export const accountMetric = (subdomain: string, metricName: string, statistic: string, period: Duration): Metric =>
  new Metric({ namespace: NAMESPACE, metricName, statistic, period, dimensionsMap: { subdomain } });

/**
 * Returns a search for metrics of exports, so that the size of a dashboard does not grow with the exports. It finds up to
 * 500 metrics, without those that had no data for two weeks.
 *
 * @param subdomain - only the exports of this account. Default: of all accounts
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export function searchExportMetrics(
  metricNames: readonly string[],
  statistic: string,
  period: Duration,
  subdomain?: string,
): string {
  const names = metricNames.map((name) => `"${name}"`).join(' OR ');
  const account = subdomain === undefined ? '' : ` subdomain="${subdomain}"`;
  return `SEARCH('{${NAMESPACE},resource,subdomain} MetricName=(${names})${account}', '${statistic}', ${period.toSeconds()})`;
}
