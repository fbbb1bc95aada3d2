import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, type IWidget, MathExpression, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { cadenceOf } from './alarm-periods.ts';
import { DEFAULT_SCHEDULE } from '../config/defaults.ts';
import { type Export, exportMetric, nameOf } from './export-metrics.ts';

/** Ten requests a minute of a thousand tickets each, without the High Volume API add-on. */
const RECORDS_PER_MINUTE = 10_000;

const OUTCOMES = ['CaughtUp', 'RateLimited', 'BudgetSpent', 'LeaseHeld', 'LeaseLost', 'Failed'];

/** A heading that explains, and five graphs: one export. */
export function exportRow(of: Export): IWidget[][] {
  const period = Duration.minutes(cadenceOf(of.account).period);
  const metric = (name: string, statistic = 'Sum') => exportMetric(of, name, statistic, period);
  const perMinute = new MathExpression({
    expression: 'records / PERIOD(records) * 60',
    usingMetrics: { records: metric('Records') },
    period,
    label: 'records a minute',
  });
  return [
    [new TextWidget({ markdown: explain(of), width: 24, height: 3 })],
    [
      graph('Freshness, in seconds: 0 is caught up', [metric('SecondsSinceCaughtUp', 'Maximum')], {
        right: [metric('AdvancedSeconds')],
        width: 5,
      }),
      graph('Throughput, and what Zendesk allows', [perMinute], {
        width: 5,
        leftAnnotations: [{ value: RECORDS_PER_MINUTE, label: '10 requests a minute' }],
      }),
      graph(
        'Waiting: rate limit, retries, pinned seconds',
        ['RateLimitWaitSeconds', 'Retries', 'PinnedSeconds'].map((name) => metric(name)),
        {
          width: 5,
        },
      ),
      graph(
        'Outcomes of runs',
        OUTCOMES.map((name) => metric(name)),
        { width: 5, stacked: true },
      ),
      graph(
        'Errors: should stay at 0',
        [metric('CredentialsErrors'), metric('Failed'), metric('StalledRuns', 'Maximum')],
        {
          width: 4,
        },
      ),
    ],
  ];
}

const explain = (of: Export): string => `## ${nameOf(of)}, ${of.account.schedule ?? DEFAULT_SCHEDULE}
**Freshness** may grow during a backfill, as long as *AdvancedSeconds* is more than the time that passes. **Throughput** is bounded by Zendesk: 10 requests a minute of up to 1,000 tickets. **Outcomes**: CaughtUp is the aim; RateLimited and BudgetSpent go on in the next run; LeaseHeld is a tick that came while a run was at work. **StalledRuns** counts runs in a row that got nowhere.`;

type Options = {
  readonly width: number;
  readonly right?: IMetric[];
  readonly stacked?: boolean;
  readonly leftAnnotations?: { readonly value: number; readonly label: string }[];
};

const graph = (title: string, left: IMetric[], options: Options): IWidget =>
  new GraphWidget({ title, left, leftYAxis: { min: 0 }, height: 6, ...options });
