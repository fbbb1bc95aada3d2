import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Account } from '../config/config-schema.ts';

/** What the function calls its metrics; a test holds these names against what it puts. */
const NAMESPACE = 'ZendeskLake';

/** One resource of one account. */
export type Export = { readonly subdomain: string; readonly resource: string; readonly account: Account };

export const exportsOf = (accounts: readonly Account[]): Export[] =>
  accounts.flatMap((account) =>
    (account.resources ?? ['tickets']).map((resource) => ({ subdomain: account.subdomain, resource, account })),
  );

/** `acme/tickets` */
export const nameOf = ({ subdomain, resource }: Export): string => `${subdomain}/${resource}`;

/** A metric that the function puts at the end of each run. */
export const exportMetric = (
  { subdomain, resource }: Export,
  metricName: string,
  statistic: string,
  period: Duration,
): Metric =>
  new Metric({ namespace: NAMESPACE, metricName, statistic, period, dimensionsMap: { subdomain, resource } });
