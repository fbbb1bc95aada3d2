import { Duration, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ExporterConfig } from '../config/config-schema.ts';
import { spreadMinutes } from '../config/spread-minutes.ts';
import type { ExportFunction } from '../exporter/export-function.ts';
import type { CursorTable } from '../storage/cursor-table.ts';
import { metricsPeriod } from './alarm-periods.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { accountAlarms, type AlarmedAccount, type AlarmedEntry, type AlarmOptions, functionAlarms } from './alarms.ts';
import { OperatorDashboard } from './dashboard.ts';
import { type AlarmSpec, createAlarm } from './operator-alarm.ts';

export interface MonitoringProps
  extends AlarmOptions, Pick<ExporterConfig, 'accounts' | 'alarmEmail' | 'runbookUrl' | 'dashboard'> {
  readonly exportFunction: ExportFunction;
  readonly schedules: IScheduleGroup;
  readonly cursors: CursorTable;
}

/** Alarms and dashboard for stalled or failing exports. */
export class Monitoring extends Construct {
  /** The topic that the alarms publish to. */
  readonly topic: AlarmTopic;

  /** Undefined without a dashboard. */
  readonly dashboardName?: string;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { exportFunction, schedules, dashboard = true } = props;
    const entries = props.accounts.map((entry) => ({ ...entry, spreadMinutes: spreadMinutes(props) }));
    this.topic = new AlarmTopic(this, 'Alarms', props);

    const accounts = groupBySubdomain(entries);
    const period = Duration.minutes(Math.min(...entries.map((entry) => metricsPeriod([entry]))));
    const alarms = [
      ...accounts.flatMap((account) => this.createAlarms(account.subdomain, accountAlarms(account, props))),
      ...this.createAlarms(
        'Function',
        functionAlarms({ exportFunction, schedules, accounts: entries, options: props, period }),
      ),
    ];

    if (!dashboard) return;
    const { stackName, region } = Stack.of(this);
    // All regions of an AWS account share the names of dashboards.
    this.dashboardName = `${stackName}-${region}`;
    new OperatorDashboard(this, 'Overview', {
      name: this.dashboardName,
      accounts,
      exportFunction,
      schedules,
      runbookUrl: this.topic.runbookUrl,
      cursorTable: props.cursors.table.tableName,
      alarms,
    });
  }

  private createAlarms(id: string, specs: readonly AlarmSpec[]): Alarm[] {
    const group = new Construct(this, id);
    return specs.map((spec) => createAlarm(group, this.topic, spec));
  }
}

/** An account may have several entries, with different resources and schedules. Their metrics are those of one account. */
function groupBySubdomain(accounts: readonly AlarmedEntry[]): AlarmedAccount[] {
  const groups = Map.groupBy(accounts, ({ subdomain }) => subdomain);
  return [...groups].map(([subdomain, entries]) => ({ subdomain, entries }));
}
