import { Duration, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ExporterConfig } from '../config/config-schema.ts';
import type { ExportFunction } from '../exporter/export-function.ts';
import { alarmPeriods } from './alarm-periods.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { type AlarmOptions, exportAlarms, functionAlarms } from './alarms.ts';
import { OperatorDashboard } from './dashboard.ts';
import { listExportTargets } from './export-metrics.ts';
import { type AlarmSpec, createAlarm } from './operator-alarm.ts';

export interface MonitoringProps extends AlarmOptions, Pick<ExporterConfig, 'accounts' | 'alarmEmail' | 'dashboard'> {
  readonly exportFunction: ExportFunction;
  readonly schedules: IScheduleGroup;
}

/** Alarms and dashboard for stalled or failing exports. */
export class Monitoring extends Construct {
  /** The SNS topic that the alarms publish to. */
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { accounts, exportFunction, schedules, dashboard = true } = props;
    this.topic = new AlarmTopic(this, 'Alarms', props).topic;

    const targets = listExportTargets(accounts);
    const shortestPeriod = Math.min(...accounts.map((account) => alarmPeriods(account).periodMinutes));
    const period = Duration.minutes(shortestPeriod);
    const alarms = [
      ...targets.flatMap((target) =>
        this.createAlarms(`${target.subdomain}.${target.resource}`, exportAlarms(target, props)),
      ),
      ...this.createAlarms('Function', functionAlarms({ exportFunction, schedules, options: props, period })),
    ];

    if (!dashboard) return;
    new OperatorDashboard(this, 'Overview', {
      name: Stack.of(this).stackName,
      targets,
      exportFunction,
      schedules,
      alarms,
    });
  }

  private createAlarms(id: string, specs: readonly AlarmSpec[]): Alarm[] {
    const group = new Construct(this, id);
    return specs.map((spec) => createAlarm(group, this.topic, spec));
  }
}
