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

/** The dashboard: all alarms, a row for each export, and the function with its cost. */
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
            title: 'Alarms (each description has the first step)',
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
A Lambda function runs on a schedule, reads the tickets that changed since the last run from Zendesk, and writes them to S3. **Healthy** means that no alarm is red and *SecondsSinceCaughtUp* keeps returning to 0. Each row below shows one export. A run emits its metrics when it ends, so the graphs change in steps. How to respond to an alarm: docs/runbook.md.`;

const FUNCTION_TEXT = `## The function, for all exports
A run that does not finish in time stops just before the timeout, and the next run continues. ${PRICES_TEXT}`;

function createFunctionRow({ targets, exportFunction, schedules }: OperatorDashboardProps): IWidget[] {
  const { lambda, failureQueue } = exportFunction;
  const period = Duration.minutes(5);
  return [
    new GraphWidget({
      title: 'Run duration and timeout',
      left: [lambda.metricDuration({ period, statistic: 'Maximum', label: 'longest run (ms)' })],
      leftAnnotations: [{ value: FUNCTION_TIMEOUT_MS, label: 'timeout' }],
      leftYAxis: { min: 0 },
      width: 8,
      height: 6,
    }),
    new GraphWidget({
      title: 'Errors (should stay at 0)',
      left: [
        lambda.metricErrors({ period, label: 'failed runs' }),
        schedules.metricDropped({ period, statistic: 'Sum', label: 'invocations dropped' }),
        failureQueue.metricApproximateNumberOfMessagesVisible({ period, label: 'messages in the failure queue' }),
      ],
      leftYAxis: { min: 0 },
      width: 8,
      height: 6,
    }),
    createCostWidget(targets, lambda, { width: 8, height: 6 }),
  ];
}
