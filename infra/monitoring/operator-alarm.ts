import { Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';

/** Alarm text shown to the on-call engineer. */
export interface AlarmText {
  /** The alarm's name after the stack's name. */
  readonly name: string;

  readonly symptom: string;

  /** The effect on users of the lake. */
  readonly impact: string;

  readonly firstStep: string;

  /** Anchor of the section in docs/runbook.md. */
  readonly section: string;
}

/** One alarm: its text and its CloudWatch condition. */
export interface AlarmSpec extends Required<
  Pick<
    AlarmProps,
    'metric' | 'comparisonOperator' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'
  >
> {
  /** The construct id, which becomes part of the logical id. */
  readonly id: string;

  readonly text: AlarmText;
}

/**
 * Creates an alarm that publishes ALARM and OK to the topic. Its description has the symptom, impact, first step and the
 * section of the runbook.
 */
export function createAlarm(
  scope: Construct,
  { topic, runbookUrl }: AlarmTopic,
  { id, text, ...condition }: AlarmSpec,
): Alarm {
  const { name, symptom, impact, firstStep, section } = text;
  const alarm = new Alarm(scope, id, {
    alarmName: `${Stack.of(scope).stackName} ${name}`,
    alarmDescription: `${symptom}\nImpact: ${impact}\nFirst step: ${firstStep}\nRunbook: ${runbookUrl}#${section}`,
    ...condition,
  });
  const action = new SnsAction(topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
