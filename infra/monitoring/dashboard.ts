import { CLI } from '#common/command.ts';
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
import type { AlarmedAccount } from './alarms.ts';
import { createCostWidget, PRICES_TEXT } from './dashboard-cost.ts';
import { createAccountRow } from './dashboard-row.ts';

export interface OperatorDashboardProps {
  readonly name: string;
  readonly accounts: readonly AlarmedAccount[];
  readonly exportFunction: ExportFunction;
  readonly schedules: IScheduleGroup;

  /** The address of the runbook. */
  readonly runbookUrl: string;

  /** The table's name. */
  readonly cursorTable: string;

  readonly alarms: readonly Alarm[];
}

/** A widget shows at most this many alarms. */
const MAX_ALARMS_PER_WIDGET = 100;

/** The dashboard: all alarms, a row for each account, and the function with its cost. */
export class OperatorDashboard extends Construct {
  constructor(scope: Construct, id: string, props: OperatorDashboardProps) {
    super(scope, id);
    new Dashboard(this, 'Dashboard', {
      dashboardName: props.name,
      defaultInterval: Duration.days(1),
      widgets: [
        [new TextWidget({ markdown: introduce(props.runbookUrl), width: 24, height: 5 })],
        ...createAlarmRows(props.alarms),
        ...props.accounts.flatMap(createAccountRow),
        [new TextWidget({ markdown: FUNCTION_TEXT, width: 24, height: 2 })],
        createFunctionRow(props),
      ],
    });
  }
}

function createAlarmRows(alarms: readonly Alarm[]): IWidget[][] {
  const rows = Math.ceil(alarms.length / MAX_ALARMS_PER_WIDGET);
  return Array.from({ length: rows }, (_, row) => [
    new AlarmStatusWidget({
      title: 'Alarms (each description has the first step)',
      alarms: alarms.slice(row * MAX_ALARMS_PER_WIDGET, (row + 1) * MAX_ALARMS_PER_WIDGET),
      width: 24,
      height: 4,
    }),
  ]);
}

const introduce = (runbookUrl: string): string => `# zendesk-lake
A Lambda function runs on a schedule, reads the records that changed since the last run from Zendesk, and writes them to S3. **Healthy** means that no alarm is red and *FreshnessRatio* stays below 1. Each row below shows one Zendesk account. A run emits its metrics when it ends, so the graphs change in steps. A metric of an export has no data while it is 0. \`${CLI} status\` shows each export. How to respond to an alarm: ${runbookUrl}.

**Freshness** is the time since an export caught up or shrank its backlog, as a fraction of its limit. It stays at 0 while a backfill gains on Zendesk. For a list it counts from the start of the last complete snapshot, so a daily list takes it to 0.5 each day. **Throughput** is limited by Zendesk to 10 requests per minute with up to 1,000 records each. **Outcomes**: after RateLimited and BudgetSpent the next run continues. LeaseHeld means that another run was still active. Unavailable means that the account lacks the resource. **StalledRuns** counts consecutive runs without progress.`;

const FUNCTION_TEXT = `## The function, for all accounts
A run that does not finish in time stops just before the timeout, and the next run continues. ${PRICES_TEXT}`;

function createFunctionRow({ exportFunction, schedules, cursorTable }: OperatorDashboardProps): IWidget[] {
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
        failureQueue.metricNumberOfMessagesSent({ period, label: 'events sent to the failure queue' }),
      ],
      leftYAxis: { min: 0 },
      width: 8,
      height: 6,
    }),
    createCostWidget(lambda, cursorTable, { width: 8, height: 6 }),
  ];
}
