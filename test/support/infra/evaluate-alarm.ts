import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { type CfnResource, resourcesOf } from './synthesize.ts';

const statistic = z.enum(['Sum', 'Minimum', 'Maximum', 'SampleCount']);
const dimensions = z.array(z.object({ Name: z.string(), Value: z.unknown() }));
const common = {
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Threshold: z.number(),
  EvaluationPeriods: z.int(),
  DatapointsToAlarm: z.int(),
  ComparisonOperator: z.enum(['GreaterThanOrEqualToThreshold', 'LessThanThreshold']),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore']),
  AlarmActions: z.array(z.unknown()),
  OKActions: z.array(z.unknown()),
};
const metric = { Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions };
const alarmProperties = z.strictObject({ ...common, ...metric, Period: z.int(), Statistic: statistic });

/** The first metric is the result, which adds up the others. */
const sumProperties = z.strictObject({
  ...common,
  Metrics: z.tuple(
    [
      z.strictObject({
        Id: z.string(),
        Expression: z.string(),
        Label: z.string(),
        ReturnData: z.optional(z.literal(true)),
      }),
    ],
    z.strictObject({
      Id: z.string(),
      MetricStat: z.strictObject({ Metric: z.strictObject(metric), Period: z.int(), Stat: z.literal('Sum') }),
      ReturnData: z.literal(false),
    }),
  ),
});

/** An alarm's properties in the template. */
export type AlarmProperties = z.infer<typeof alarmProperties>;

/** The part of an alarm that decides its state. */
export type Condition = Pick<
  AlarmProperties,
  'Threshold' | 'EvaluationPeriods' | 'DatapointsToAlarm' | 'ComparisonOperator' | 'TreatMissingData'
>;

/** The template's alarms by name, without the stack's name: `acme freshness`. */
export function alarmsOf(template: Template): ReadonlyMap<string, AlarmProperties> {
  return new Map(
    resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => {
      const alarm = 'Metrics' in Properties ? parseSum(Properties) : alarmProperties.parse(Properties);
      return [alarm.AlarmName.replace('ZendeskLake ', ''), alarm];
    }),
  );
}

const SUM = ' + ';

/** Parses an alarm on a sum of metrics, which have the same period. Its `MetricName` has all of them: `A + B`. */
function parseSum(properties: CfnResource['Properties']): AlarmProperties {
  const { Metrics, ...rest } = sumProperties.parse(properties);
  const [{ Expression }, ...addends] = Metrics;
  const [Period, ...others] = new Set(addends.map(({ MetricStat }) => MetricStat.Period));
  if (Period === undefined || others.length > 0 || Expression !== addends.map(({ Id }) => Id).join(SUM)) {
    throw new Error(`not a sum of metrics with the same period: ${Expression}`);
  }
  const metrics = addends.map(({ MetricStat }) => MetricStat.Metric);
  return {
    ...rest,
    Namespace: metrics.map(({ Namespace }) => Namespace).join(SUM),
    MetricName: metrics.map(({ MetricName }) => MetricName).join(SUM),
    Dimensions: metrics.flatMap(({ Dimensions }) => Dimensions),
    Period,
    Statistic: 'Sum',
  };
}

/** Checks whether an alarm evaluates a metric. */
const evaluates = ({ MetricName }: AlarmProperties, name: string): boolean => MetricName.split(SUM).includes(name);

/** A value of a metric. The function's own metrics have the dimensions of their account. */
export type Sample = {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
  readonly dimensions?: Readonly<Record<string, string>>;
};

/** The data point of a period; undefined if it is missing. */
export type Datapoint = number | undefined;

const statistics: Readonly<Record<z.infer<typeof statistic>, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
  SampleCount: (values) => values.length,
};

/** Returns an alarm's data point for the period that ends at `end` (epoch milliseconds). */
function datapoint(alarm: AlarmProperties, samples: readonly Sample[], end: number): Datapoint {
  const own = alarm.Namespace.startsWith('AWS/') ? [] : alarm.Dimensions;
  const values = samples
    .filter(({ name, at }) => evaluates(alarm, name) && at >= end - alarm.Period * 1000 && at < end)
    .filter(
      ({ dimensions = {} }) => alarm.Namespace.startsWith('AWS/') || Object.keys(dimensions).length === own.length,
    )
    .filter((sample) => own.every(({ Name, Value }) => sample.dimensions?.[Name] === Value))
    .map(({ value }) => value);
  return values.length === 0 ? undefined : statistics[alarm.Statistic](values);
}

/**
 * Returns the evaluation range: how many periods CloudWatch retrieves for an alarm. AWS documents that it retrieves more
 * than it evaluates, depending on the length of the period, and has one example: five periods instead of three.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export type EvaluationRange = (evaluationPeriods: number) => number;

/** The longest range that agrees with the example: two periods more, or two thirds more. */
export const LONGEST_RANGE: EvaluationRange = (periods) => Math.max(periods + 2, Math.ceil((periods * 5) / 3));

/** No more periods than evaluated: the earliest that an alarm can notice missing data. */
export const SHORTEST_RANGE: EvaluationRange = (periods) => periods;

export type AlarmState = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';

/**
 * Returns an alarm's state by the rules that AWS documents. The most recent real data points of the evaluation range
 * count. Missing ones fill up only the rest of the evaluation periods.
 *
 * @param range - the data points of the evaluation range, newest first
 */
export function stateOf(alarm: Condition, range: readonly Datapoint[], before: AlarmState): AlarmState {
  const real = range.filter((point) => point !== undefined).slice(0, alarm.EvaluationPeriods);
  const missing = alarm.EvaluationPeriods - real.length;
  const breaching = real.filter((value) => isBreaching(alarm, value)).length;
  const filled = alarm.TreatMissingData === 'breaching' ? missing : 0;
  if (breaching + filled >= alarm.DatapointsToAlarm) return 'ALARM';
  const isUndecided = alarm.TreatMissingData === 'ignore' && missing > 0 && breaching === real.length;
  return isUndecided ? before : 'OK';
}

const isBreaching = ({ ComparisonOperator, Threshold }: Condition, value: number): boolean =>
  ComparisonOperator === 'LessThanThreshold' ? value < Threshold : value >= Threshold;

/** Returns an alarm's state by periods that end at `at` (epoch milliseconds). */
export function stateAt(
  alarm: AlarmProperties,
  samples: readonly Sample[],
  at: number,
  before: AlarmState,
  rangeOf: EvaluationRange = LONGEST_RANGE,
): AlarmState {
  const length = rangeOf(alarm.EvaluationPeriods);
  const range = Array.from({ length }, (_, i) => datapoint(alarm, samples, at - i * alarm.Period * 1000));
  return stateOf(alarm, range, before);
}

/**
 * Returns the first minute between `from` and `to` at which an alarm is in ALARM, in epoch milliseconds. CloudWatch
 * evaluates an alarm every minute, over periods that end then.
 */
export function firstAlarmAt(
  alarm: AlarmProperties,
  samples: readonly Sample[],
  { from, to, rangeOf = LONGEST_RANGE }: { from: number; to: number; rangeOf?: EvaluationRange },
): number | undefined {
  const rangeMs = rangeOf(alarm.EvaluationPeriods) * alarm.Period * 1000;
  const relevant = samples.filter(({ name }) => evaluates(alarm, name)).toSorted((a, b) => a.at - b.at);
  let [first, end] = [0, 0];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  for (let at = from; at <= to; at += 60_000) {
    while ((relevant[first]?.at ?? Infinity) < at - rangeMs) first += 1;
    while ((relevant[end]?.at ?? Infinity) < at) end += 1;
    state = stateAt(alarm, relevant.slice(first, end), at, state, rangeOf);
    if (state === 'ALARM') return at;
  }
  return undefined;
}

/** Returns the names of the alarms that are in ALARM at any minute between `from` and `to` (epoch milliseconds). */
export const firingAlarms = (
  alarms: ReadonlyMap<string, AlarmProperties>,
  samples: readonly Sample[],
  from: number,
  to: number,
  rangeOf: EvaluationRange = LONGEST_RANGE,
): string[] =>
  [...alarms].flatMap(([name, alarm]) =>
    firstAlarmAt(alarm, samples, { from, to, rangeOf }) === undefined ? [] : [name],
  );
