import { describe, expect, it } from 'vitest';
import {
  type AlarmProperties,
  type Condition,
  type Datapoint,
  firstAlarmAt,
  LONGEST_RANGE,
  SHORTEST_RANGE,
  stateOf,
} from '#test/support/infra/evaluate-alarm.ts';

const VALUES: Readonly<Record<string, Datapoint>> = { '0': 0, X: 1, '-': undefined };

/** The state of an alarm whose evaluation range has these data points, oldest first, as AWS writes them. */
function stateWith(points: string, TreatMissingData: Condition['TreatMissingData'], DatapointsToAlarm: number) {
  const alarm: Condition = {
    Threshold: 1,
    EvaluationPeriods: 3,
    DatapointsToAlarm,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData,
  };
  const range = points.split(' ').map((point) => VALUES[point]);
  return stateOf(alarm, range.toReversed(), 'INSUFFICIENT_DATA');
}

const RETAINED = 'INSUFFICIENT_DATA';

// The examples of AWS: "Configuring how CloudWatch alarms treat missing data".
describe('the state of an alarm', () => {
  it.each([
    ['0 - X - X', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK'],
    ['- - - - -', RETAINED, 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM'],
    ['- - - - X', RETAINED, 'ALARM', 'OK'],
    ['X - - - -', RETAINED, 'ALARM', 'OK'],
  ])('is for three of three data points, with %s: ignore %s, breaching %s, notBreaching %s', (points, ...states) => {
    const treatments = ['ignore', 'breaching', 'notBreaching'] as const;
    expect(treatments.map((treatment) => stateWith(points, treatment, 3))).toEqual(states);
  });

  it.each([
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'ALARM', 'OK'],
    ['- - - - X', RETAINED, 'ALARM', 'OK'],
  ])('is for two of three data points, with %s: ignore %s, breaching %s, notBreaching %s', (points, ...states) => {
    const treatments = ['ignore', 'breaching', 'notBreaching'] as const;
    expect(treatments.map((treatment) => stateWith(points, treatment, 2))).toEqual(states);
  });
});

describe('an alarm on missing data', () => {
  const alarm: AlarmProperties = {
    AlarmName: 'silence',
    AlarmDescription: '',
    Namespace: 'AWS/Lambda',
    MetricName: 'Invocations',
    Dimensions: [],
    Period: 60,
    Statistic: 'Sum',
    Threshold: 1,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
    AlarmActions: [],
    OKActions: [],
  };
  const samples = [{ name: 'Invocations', at: 0, value: 1 }];
  const window = { from: 1, to: 600_000 };

  it('fires once the last data point has left the evaluation range, not the evaluated periods', () => {
    expect(firstAlarmAt(alarm, samples, { ...window, rangeOf: SHORTEST_RANGE })).toBe(180_001);
    expect(firstAlarmAt(alarm, samples, { ...window, rangeOf: LONGEST_RANGE })).toBe(300_001);
  });
});

it('the longest evaluation range agrees with the example of AWS', () => {
  expect([1, 3, 21].map(LONGEST_RANGE)).toEqual([3, 5, 35]);
});
