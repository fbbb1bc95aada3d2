import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, type IWidget, MathExpression, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { EXPORT_REQUESTS_PER_MINUTE } from '#common/limits.ts';
import { DEFAULT_SCHEDULE } from '../config/defaults.ts';
import { alarmPeriods } from './alarm-periods.ts';
import { exportId, exportMetric, type ExportTarget } from './export-metrics.ts';

/** Zendesk's maximum `per_page`. */
const RECORDS_PER_PAGE = 1000;

const OUTCOMES = ['CaughtUp', 'RateLimited', 'BudgetSpent', 'LeaseHeld', 'LeaseLost', 'Failed'];

/** Creates the widgets of one export: an explanation and a row of five graphs. */
export function createExportRow(target: ExportTarget): IWidget[][] {
  const period = Duration.minutes(alarmPeriods(target.account).periodMinutes);
  const metric = (name: string, statistic = 'Sum') => exportMetric(target, name, statistic, period);
  const perMinute = new MathExpression({
    expression: 'records / PERIOD(records) * 60',
    usingMetrics: { records: metric('Records') },
    period,
    label: 'records per minute',
  });
  return [
    [new TextWidget({ markdown: explain(target), width: 24, height: 3 })],
    [
      createGraph('Freshness in seconds (0: caught up)', [metric('SecondsSinceCaughtUp', 'Maximum')], {
        right: [metric('AdvancedSeconds')],
        width: 5,
      }),
      createGraph('Throughput and rate limit', [perMinute], {
        width: 5,
        leftAnnotations: [
          {
            value: EXPORT_REQUESTS_PER_MINUTE * RECORDS_PER_PAGE,
            label: `${EXPORT_REQUESTS_PER_MINUTE} requests per minute`,
          },
        ],
      }),
      createGraph(
        'Waits: rate limit, retries, pinned seconds',
        ['RateLimitWaitSeconds', 'Retries', 'PinnedSeconds'].map((name) => metric(name)),
        {
          width: 5,
        },
      ),
      createGraph(
        'Run outcomes',
        OUTCOMES.map((name) => metric(name)),
        { width: 5, stacked: true },
      ),
      createGraph(
        'Errors (should stay at 0)',
        [metric('CredentialsErrors'), metric('Failed'), metric('StalledRuns', 'Maximum')],
        {
          width: 4,
        },
      ),
    ],
  ];
}

const explain = (
  target: ExportTarget,
): string => `## ${exportId(target)}, ${target.account.schedule ?? DEFAULT_SCHEDULE}
**Freshness** may grow during a backfill. This is healthy as long as *AdvancedSeconds* per period exceeds the length of the period. **Throughput** is limited by Zendesk to 10 requests per minute with up to 1,000 tickets each. **Outcomes**: CaughtUp is the normal end of a run. After RateLimited and BudgetSpent the next run continues. LeaseHeld means that another run was still active. **StalledRuns** counts consecutive runs without progress.`;

type GraphOptions = {
  readonly width: number;
  readonly right?: IMetric[];
  readonly stacked?: boolean;
  readonly leftAnnotations?: { readonly value: number; readonly label: string }[];
};

const createGraph = (title: string, left: IMetric[], options: GraphOptions): IWidget =>
  new GraphWidget({ title, left, leftYAxis: { min: 0 }, height: 6, ...options });
