import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmThresholds } from './alarm-thresholds.ts';
import { TIMEOUT } from '../config/defaults.ts';
import type { Exporter } from '../exporter/export-function.ts';
import { operatorAlarm, type Reading } from './operator-alarm.ts';

export interface FunctionAlarmsProps {
  readonly exporter: Exporter;
  readonly schedules: IScheduleGroup;
  readonly thresholds: AlarmThresholds;

  /** No shorter than the time between two runs that do not rest. */
  readonly period: Duration;

  readonly topic: ITopic;
}

/** What can be wrong with the function and its schedules, whichever account they run for. */
export class FunctionAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  private readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: FunctionAlarmsProps) {
    super(scope, id);
    this.topic = props.topic;
    const { exporter, schedules, period, thresholds } = props;
    const { function: handler, failureQueue } = exporter;
    const { failures = 2, durationPercent = 99.9 } = thresholds;
    const soon = Duration.minutes(5);
    this.alarms = [
      this.counted('Errors', handler.metricErrors({ period, statistic: 'Sum' }), errors, [3, failures]),
      this.counted(
        'FailureQueue',
        failureQueue.metricApproximateNumberOfMessagesVisible({ period: soon, statistic: 'Maximum' }),
        queue,
      ),
      this.counted('EventsDropped', dropped(handler.functionName, soon), lambdaDropped),
      this.counted('TicksDropped', schedules.metricDropped({ period: soon, statistic: 'Sum' }), schedulerDropped),
      this.alarm('NearTimeout', {
        metric: handler.metricDuration({ period, statistic: 'Maximum' }),
        threshold: (TIMEOUT.toMilliseconds() * durationPercent) / 100,
        reading: nearTimeout(durationPercent),
      }),
    ];
  }

  private counted(id: string, metric: IMetric, reading: Reading, [periods, bad] = [1, 1]): Alarm {
    return this.alarm(id, { metric, threshold: 1, reading, periods, bad });
  }

  private alarm(
    id: string,
    given: {
      metric: IMetric;
      threshold: number;
      reading: Reading;
      periods?: number | undefined;
      bad?: number | undefined;
    },
  ): Alarm {
    const { periods = 1, bad = 1 } = given;
    return operatorAlarm(this, id, {
      ...given,
      periods,
      bad,
      comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // AWS counts these only where there is something to count; that nothing runs is for the freshness alarms to tell.
      missing: TreatMissingData.NOT_BREACHING,
      topic: this.topic,
    });
  }
}

const dropped = (functionName: string, period: Duration): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'AsyncEventsDropped',
    statistic: 'Sum',
    period,
    dimensionsMap: { FunctionName: functionName },
  });

const errors: Reading = {
  title: 'function errors',
  seen: 'The function ends with errors again and again, perhaps before it can tell of which export: killed, out of memory, a broken event or deployment.',
  impact: 'one or all exports fall behind; what had landed before is safe.',
  first: 'read the last lines of the log: aws logs tail, with the stack’s output LogGroupName.',
  section: 'failing',
};

const queue: Reading = {
  title: 'failure queue',
  seen: 'The failure queue holds events of runs that failed, or of ticks that could not be handed over.',
  impact: 'none by itself: the next tick tries again. It tells of single failures that raise no other alarm.',
  first: 'read the messages, they have the error; then purge the queue, or the alarm stays.',
  section: 'failure-queue',
};

const lambdaDropped: Reading = {
  title: 'events dropped',
  seen: 'Lambda has dropped an invocation, since it could not start it within a minute.',
  impact: 'one run is missing; if this goes on, the lake falls behind.',
  first: 'compare the account’s concurrent executions with their quota.',
  section: 'dropped',
};

const schedulerDropped: Reading = {
  title: 'ticks dropped',
  seen: 'EventBridge Scheduler could not hand a tick over to the function.',
  impact: 'one run is missing; if this goes on, the lake falls behind.',
  first: 'read the failure queue: the message tells why. Were the function or the schedule’s role changed by hand?',
  section: 'dropped',
};

const nearTimeout = (percent: number): Reading => ({
  title: 'near time-out',
  seen: `A run took more than ${percent} % of the function’s time-out, although it should have ended itself before.`,
  impact: 'a run that is killed keeps its lease for up to a minute; the next ones go on from its last checkpoint.',
  first: 'find the run’s REPORT line in the log, and what it was waiting for.',
  section: 'near-time-out',
});
