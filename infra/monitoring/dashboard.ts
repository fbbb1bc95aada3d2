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
import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import type { ExportFunction } from '../exporter/export-function.ts';
import { createCostWidget, PRICES_TEXT } from './dashboard-cost.ts';
import { createExportRow } from './dashboard-row.ts';
import type { ExportTarget } from './export-metrics.ts';

export interface OperatorDashboardProps {
  readonly name: string;
  readonly targets: readonly ExportTarget[];
  readonly exportFunction: ExportFunction;
  readonly schedules: IScheduleGroup;
  readonly alarms: readonly Alarm[];
}

/** The dashboard: the alarms, a row for each export, the function and its cost. */
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
        ...props.targets.flatMap(createExportRow),
        [new TextWidget({ markdown: FUNCTION_TEXT, width: 24, height: 2 })],
        createFunctionRow(props),
      ],
    });
  }
}

const INTRODUCTION = `# zendesk-lake
A function runs on schedule, reads the tickets that have changed since the last time from Zendesk, and lands them in S3. **All is well** where no alarm is red and *seconds since caught up* keeps coming back to 0. Each row below is one export; its figures are put at the end of every run, so they come in steps. What to do about an alarm: docs/operate.md.`;

const FUNCTION_TEXT = `## The function, for all exports
Runs with more to do than time end by themselves just before the time-out. ${PRICES_TEXT}`;

function createFunctionRow({ targets, exportFunction, schedules }: OperatorDashboardProps): IWidget[] {
  const { lambda, failureQueue } = exportFunction;
  const period = Duration.minutes(5);
  return [
    new GraphWidget({
      title: 'Duration of runs, and the time-out',
      left: [lambda.metricDuration({ period, statistic: 'Maximum', label: 'longest run (ms)' })],
      leftAnnotations: [{ value: FUNCTION_TIMEOUT_MS, label: 'time-out' }],
      leftYAxis: { min: 0 },
      width: 8,
      height: 6,
    }),
    new GraphWidget({
      title: 'Errors: should stay at 0',
      left: [
        lambda.metricErrors({ period, label: 'runs that failed' }),
        schedules.metricDropped({ period, statistic: 'Sum', label: 'ticks dropped' }),
        failureQueue.metricApproximateNumberOfMessagesVisible({ period, label: 'events in the failure queue' }),
      ],
      leftYAxis: { min: 0 },
      width: 8,
      height: 6,
    }),
    createCostWidget(targets, lambda, { width: 8, height: 6 }),
  ];
}
