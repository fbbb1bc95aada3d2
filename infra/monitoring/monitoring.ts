import { Duration, Stack } from 'aws-cdk-lib';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmThresholds } from './alarm-thresholds.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { cadenceOf } from './alarm-periods.ts';
import type { Account } from '../config/config-schema.ts';
import { OperatorDashboard } from './dashboard.ts';
import { ExportAlarms } from './export-alarms.ts';
import { exportsOf } from './export-metrics.ts';
import type { Exporter } from '../exporter/export-function.ts';
import { FunctionAlarms } from './function-alarms.ts';

export interface MonitoringProps {
  readonly accounts: readonly Account[];
  readonly exporter: Exporter;
  readonly schedules: IScheduleGroup;
  readonly thresholds: AlarmThresholds;

  /**
   * Who is mailed when an alarm rings.
   *
   * @default - nobody
   */
  readonly email?: string | undefined;

  /**
   * Whether to make a dashboard.
   *
   * @default true
   */
  readonly dashboard?: boolean | undefined;
}

/** What tells people of exports that do not get on. */
export class Monitoring extends Construct {
  /** Where alarms go. */
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { accounts, exporter, schedules, thresholds } = props;
    const { topic } = new AlarmTopic(this, 'Alarms', { email: props.email });
    this.topic = topic;
    const exports = exportsOf(accounts);
    const perExport = exports.map(
      (of) => new ExportAlarms(this, `${of.subdomain}.${of.resource}`, { of, thresholds, topic }),
    );
    const shortest = Math.min(...accounts.map((account) => cadenceOf(account).period));
    const ofFunction = new FunctionAlarms(this, 'Function', {
      exporter,
      schedules,
      thresholds,
      topic,
      period: Duration.minutes(shortest),
    });
    if (props.dashboard === false) return;
    new OperatorDashboard(this, 'Overview', {
      name: Stack.of(this).stackName,
      exports,
      exporter,
      schedules,
      alarms: [...perExport, ofFunction].flatMap(({ alarms }) => alarms),
    });
  }
}
