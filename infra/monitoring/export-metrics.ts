import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { DEFAULT_RESOURCES } from '#functions/export/core/export-request.ts';
import type { Account } from '../config/config-schema.ts';

/** The namespace of the function's metrics. A test compares it and the metric names with what the function emits. */
const NAMESPACE = 'ZendeskLake';

/** One resource of one account. */
export type ExportTarget = { readonly subdomain: string; readonly resource: string; readonly account: Account };

export const listExportTargets = (accounts: readonly Account[]): ExportTarget[] =>
  accounts.flatMap((account) =>
    (account.resources ?? DEFAULT_RESOURCES).map((resource) => ({ subdomain: account.subdomain, resource, account })),
  );

/** `acme/tickets` */
export const exportId = ({ subdomain, resource }: ExportTarget): string => `${subdomain}/${resource}`;

/** A metric that the function emits at the end of each run. */
export const exportMetric = (
  { subdomain, resource }: ExportTarget,
  metricName: string,
  statistic: string,
  period: Duration,
): Metric =>
  new Metric({ namespace: NAMESPACE, metricName, statistic, period, dimensionsMap: { subdomain, resource } });
