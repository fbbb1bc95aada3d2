import { Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** What the on-call engineer reads. */
export interface AlarmText {
  /** The alarm's name after the stack's. */
  readonly name: string;

  readonly symptom: string;

  /** The effect on users of the lake. */
  readonly impact: string;

  readonly firstStep: string;

  /** Anchor of the section in docs/operate.md. */
  readonly section: string;
}

/** One alarm, in CloudWatch's words. */
export interface AlarmSpec extends Required<
  Pick<
    AlarmProps,
    'metric' | 'comparisonOperator' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'
  >
> {
  /** The construct's id, which becomes part of the logical id. */
  readonly id: string;

  readonly text: AlarmText;
}

/** Creates an alarm that says what it means and what to do, and publishes ALARM and OK to the topic. */
export function createAlarm(scope: Construct, topic: ITopic, { id, text, ...condition }: AlarmSpec): Alarm {
  const { name, symptom, impact, firstStep, section } = text;
  const alarm = new Alarm(scope, id, {
    alarmName: `${Stack.of(scope).stackName} ${name}`,
    alarmDescription: `${symptom}\nImpact: ${impact}\nFirst: ${firstStep}\nMore: docs/operate.md#${section}`,
    ...condition,
  });
  const action = new SnsAction(topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
