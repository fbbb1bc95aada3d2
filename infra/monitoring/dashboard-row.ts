import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, type IWidget, MathExpression, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { EXPORT_REQUESTS_PER_MINUTE } from '#common/limits.ts';
import { DEFAULT_SCHEDULE } from '../config/defaults.ts';
import { listResourceNames } from '../config/requested-resources.ts';
import { metricsPeriod } from './alarm-periods.ts';
import type { AlarmedAccount } from './alarms.ts';
import { accountMetric, searchExportMetrics } from './metrics.ts';

/** Zendesk's maximum `per_page`. */
const RECORDS_PER_PAGE = 1000;

const OUTCOMES = ['RateLimited', 'BudgetSpent', 'LeaseHeld', 'LeaseLost', 'Stalled', 'Unavailable'];
const WAITS = ['RateLimitWaitSeconds', 'Retries', 'PinnedSeconds'];

/** The label of each metric that a search finds. CloudWatch fills in the placeholders. */
const BY_EXPORT = "${PROP('Dim.resource')}";
const BY_EXPORT_AND_METRIC = "${PROP('Dim.resource')} ${PROP('MetricName')}";

/** Creates the widgets of one account: a heading and a row of five graphs, whatever the number of its exports. */
export function createAccountRow(account: AlarmedAccount): IWidget[][] {
  const { subdomain, entries } = account;
  const period = Duration.minutes(metricsPeriod(entries));
  const metric = (name: string, statistic = 'Sum') => accountMetric(subdomain, name, statistic, period);
  const search = (names: readonly string[], statistic = 'Sum') =>
    searchExportMetrics(names, statistic, period, subdomain);
  const perExport = (expression: string, label: string): IMetric =>
    new MathExpression({ expression, usingMetrics: {}, period, label });
  const { throughputLimit, freshnessLimit } = LIMITS;
  return [
    [new TextWidget({ markdown: explain(account), width: 24, height: 2 })],
    [
      createGraph('Freshness of the stalest export', [metric('FreshnessRatio', 'Maximum')], {
        right: [perExport(search(['SecondsSinceCaughtUp'], 'Maximum'), `${BY_EXPORT}: seconds since caught up`)],
        leftAnnotations: [freshnessLimit],
        width: 5,
      }),
      createGraph(
        'Records per minute and rate limit',
        [perExport(`${search(['Records'])} / ${period.toMinutes()}`, BY_EXPORT)],
        { leftAnnotations: [throughputLimit], width: 5 },
      ),
      createGraph('Waits: rate limit, retries, pinned seconds', [perExport(search(WAITS), BY_EXPORT_AND_METRIC)], {
        width: 5,
      }),
      createGraph('Run outcomes except caught up', [perExport(search(OUTCOMES), BY_EXPORT_AND_METRIC)], {
        stacked: true,
        width: 5,
      }),
      createGraph(
        'Errors (should stay at 0)',
        [metric('CredentialsErrors'), metric('Failed'), metric('StalledRuns', 'Maximum')],
        { width: 4 },
      ),
    ],
  ];
}

const LIMITS = {
  freshnessLimit: { value: 1, label: 'stale' },
  throughputLimit: {
    value: EXPORT_REQUESTS_PER_MINUTE * RECORDS_PER_PAGE,
    label: `${EXPORT_REQUESTS_PER_MINUTE} requests per minute`,
  },
};

const explain = ({ subdomain, entries }: AlarmedAccount): string => `## ${subdomain}
${entries.map(describeEntry).join(' ')}`;

const describeEntry = (entry: AlarmedAccount['entries'][number]): string =>
  `Exports ${listResourceNames(entry).join(', ')} at ${entry.schedule ?? DEFAULT_SCHEDULE}.`;

type GraphOptions = {
  readonly width: number;
  readonly right?: IMetric[];
  readonly stacked?: boolean;
  readonly leftAnnotations?: { readonly value: number; readonly label: string }[];
};

const createGraph = (title: string, left: IMetric[], options: GraphOptions): IWidget =>
  new GraphWidget({ title, left, leftYAxis: { min: 0 }, height: 6, ...options });
