import { Stack } from 'aws-cdk-lib';
import { Alarm, type ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** What the person reads whom the alarm has woken. */
export interface Reading {
  /** What the alarm is called, behind the stack's name. */
  readonly title: string;

  /** What has been seen. */
  readonly seen: string;

  /** What it does to whoever uses the lake. */
  readonly impact: string;

  /** What to do first. */
  readonly first: string;

  /** The heading in docs/operate.md, as a link spells it. */
  readonly section: string;
}

export interface OperatorAlarmProps {
  readonly metric: IMetric;
  readonly comparison: ComparisonOperator;
  readonly threshold: number;

  /** Periods to look back, and how many of them have to be bad. */
  readonly periods: number;
  readonly bad: number;

  /** What a period without data means. */
  readonly missing: TreatMissingData;

  readonly topic: ITopic;
  readonly reading: Reading;
}

/** An alarm that says what it means and what to do, and tells the topic when it begins and when it ends. */
export function operatorAlarm(scope: Construct, id: string, props: OperatorAlarmProps): Alarm {
  const { title, seen, impact, first, section } = props.reading;
  const alarm = new Alarm(scope, id, {
    alarmName: `${Stack.of(scope).stackName} ${title}`,
    alarmDescription: `${seen}\nImpact: ${impact}\nFirst: ${first}\nMore: docs/operate.md#${section}`,
    metric: props.metric,
    comparisonOperator: props.comparison,
    threshold: props.threshold,
    evaluationPeriods: props.periods,
    datapointsToAlarm: props.bad,
    treatMissingData: props.missing,
  });
  const action = new SnsAction(props.topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
