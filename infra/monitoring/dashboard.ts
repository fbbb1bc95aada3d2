import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { costWidget, PRICES_TEXT } from './dashboard-cost.ts';
import { exportRow } from './dashboard-row.ts';
import { TIMEOUT } from '../config/defaults.ts';
import type { Export } from './export-metrics.ts';
import type { Exporter } from '../exporter/export-function.ts';

export interface OperatorDashboardProps {
  readonly name: string;
  readonly exports: readonly Export[];
  readonly exporter: Exporter;
  readonly schedules: IScheduleGroup;
  readonly alarms: readonly Alarm[];
}

/** Everything at a glance: the alarms, the function and what it costs, and a row for each export. */
export class OperatorDashboard extends Construct {
  constructor(scope: Construct, id: string, props: OperatorDashboardProps) {
    super(scope, id);
    new Dashboard(this, 'Dashboard', {
      dashboardName: props.name,
      defaultInterval: Duration.days(1),
      widgets: [
        [new TextWidget({ markdown: INTRODUCTION, width: 24, height: 3 })],
        [
          new AlarmStatusWidget({
            title: 'Alarms: each says what to do first',
            alarms: [...props.alarms],
            width: 24,
            height: 4,
          }),
        ],
        ...props.exports.flatMap(exportRow),
        [new TextWidget({ markdown: FUNCTION_TEXT, width: 24, height: 2 })],
        functionRow(props),
      ],
    });
  }
}

const INTRODUCTION = `# zendesk-lake
A function runs on schedule, reads the tickets that have changed since the last time from Zendesk, and lands them in S3. **All is well** where no alarm is red and *seconds since caught up* keeps coming back to 0. Each row below is one export; its figures are put at the end of every run, so they come in steps. What to do about an alarm: docs/operate.md.`;

const FUNCTION_TEXT = `## The function, for all exports
Runs with more to do than time end by themselves just before the time-out. ${PRICES_TEXT}`;

function functionRow({ exports, exporter, schedules }: OperatorDashboardProps): IWidget[] {
  const { function: handler, failureQueue } = exporter;
  const period = Duration.minutes(5);
  return [
    new GraphWidget({
      title: 'Duration of runs, and the time-out',
      left: [handler.metricDuration({ period, statistic: 'Maximum', label: 'longest run (ms)' })],
      leftAnnotations: [{ value: TIMEOUT.toMilliseconds(), label: 'time-out' }],
      leftYAxis: { min: 0 },
      width: 8,
      height: 6,
    }),
    new GraphWidget({
      title: 'Errors: should stay at 0',
      left: [
        handler.metricErrors({ period, label: 'runs that failed' }),
        schedules.metricDropped({ period, statistic: 'Sum', label: 'ticks dropped' }),
        failureQueue.metricApproximateNumberOfMessagesVisible({ period, label: 'events in the failure queue' }),
      ],
      leftYAxis: { min: 0 },
      width: 8,
      height: 6,
    }),
    costWidget(exports, handler, { width: 8, height: 6 }),
  ];
}
