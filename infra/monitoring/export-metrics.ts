import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Account } from '../config/config-schema.ts';
import { listResourceNames } from '../config/requested-resources.ts';

/** Namespace of the function's metrics. A test checks it and the metric names against the function's. */
const NAMESPACE = 'ZendeskLake';

/** One resource of one account. */
export type ExportTarget = { readonly subdomain: string; readonly resource: string; readonly account: Account };

export const listExportTargets = (accounts: readonly Account[]): ExportTarget[] =>
  accounts.flatMap((account) =>
    listResourceNames(account).map((resource) => ({ subdomain: account.subdomain, resource, account })),
  );

/** Returns the export's id, such as `acme/tickets`. */
export const exportId = ({ subdomain, resource }: ExportTarget): string => `${subdomain}/${resource}`;

/** Returns a metric that the function emits at the end of each run. */
export const exportMetric = (
  { subdomain, resource }: ExportTarget,
  metricName: string,
  statistic: string,
  period: Duration,
): Metric =>
  new Metric({ namespace: NAMESPACE, metricName, statistic, period, dimensionsMap: { subdomain, resource } });
