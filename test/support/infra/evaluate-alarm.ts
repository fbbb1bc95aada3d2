import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { compute, type Value } from './metric-math.ts';
import { resourcesOf } from './synthesize.ts';

const dimensions = z.array(z.object({ Name: z.string(), Value: z.unknown() }));
const statistic = z.enum(['Sum', 'Minimum', 'Maximum']);
const metricStat = z.object({
  Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
  Period: z.int(),
  Stat: statistic,
});
const common = {
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Threshold: z.number(),
  EvaluationPeriods: z.int(),
  DatapointsToAlarm: z.int(),
  ComparisonOperator: z.enum([
    'GreaterThanThreshold',
    'GreaterThanOrEqualToThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore']),
  AlarmActions: z.array(z.unknown()),
  OKActions: z.array(z.unknown()),
};
const onMetric = z.strictObject({
  ...common,
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensions,
  Period: z.int(),
  Statistic: statistic,
});
const onMath = z.strictObject({
  ...common,
  Metrics: z.array(
    z.union([
      z.object({ Id: z.string(), Expression: z.string(), Period: z.optional(z.int()) }),
      z.object({ Id: z.string(), MetricStat: metricStat, ReturnData: z.literal(false) }),
    ]),
  ),
});

/** An alarm's properties in the template. */
export type AlarmProperties = z.infer<typeof onMetric> | z.infer<typeof onMath>;

/** The template's alarms by name, without the stack's name: `acme/tickets freshness`. */
export function alarmsOf(template: Template): ReadonlyMap<string, AlarmProperties> {
  return new Map(
    resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => {
      const alarm = 'Metrics' in Properties ? onMath.parse(Properties) : onMetric.parse(Properties);
      return [alarm.AlarmName.replace('ZendeskLake ', ''), alarm];
    }),
  );
}

/** A value of a metric. The function's own metrics have the dimensions of their export. */
export type Sample = {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
  readonly dimensions?: Readonly<Record<string, string>>;
};

type MetricStat = z.infer<typeof metricStat>;

/** Returns the metrics that an alarm uses. */
export const metricsIn = (alarm: AlarmProperties): MetricStat[] =>
  'Metrics' in alarm
    ? alarm.Metrics.flatMap((part) => ('MetricStat' in part ? [part.MetricStat] : []))
    : [{ Metric: alarm, Period: alarm.Period, Stat: alarm.Statistic }];

export const periodOf = (alarm: AlarmProperties): number => metricsIn(alarm)[0]?.Period ?? Number.NaN;

const statistics: Readonly<Record<z.infer<typeof statistic>, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
};

function statOf({ Metric, Period, Stat }: MetricStat, samples: readonly Sample[], end: number): Value {
  const own = Metric.Namespace.startsWith('AWS/') ? [] : Metric.Dimensions;
  const values = samples
    .filter(({ name, at }) => name === Metric.MetricName && at >= end - Period * 1000 && at < end)
    .filter((sample) => own.every(({ Name, Value }) => sample.dimensions?.[Name] === Value))
    .map(({ value }) => value);
  return values.length === 0 ? undefined : statistics[Stat](values);
}

/** Returns an alarm's data point for the period that ends at `end` (epoch milliseconds). */
function datapoint(alarm: AlarmProperties, samples: readonly Sample[], end: number): Value {
  if (!('Metrics' in alarm))
    return statOf({ Metric: alarm, Period: alarm.Period, Stat: alarm.Statistic }, samples, end);
  const parts = alarm.Metrics.flatMap((part) => ('MetricStat' in part ? [part] : []));
  const values = Object.fromEntries(parts.map(({ Id, MetricStat }) => [Id, statOf(MetricStat, samples, end)]));
  const [expression, ...others] = alarm.Metrics.flatMap((part) => ('Expression' in part ? [part.Expression] : []));
  if (expression === undefined || others.length > 0) throw new Error('not exactly one expression');
  return compute(expression, { values, periodSeconds: periodOf(alarm) });
}

const breaches: Readonly<Record<AlarmProperties['ComparisonOperator'], (value: number, threshold: number) => boolean>> =
  {
    GreaterThanThreshold: (value, threshold) => value > threshold,
    GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
    LessThanThreshold: (value, threshold) => value < threshold,
    LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  };

export type AlarmState = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';

/** Evaluates an alarm over the periods that end at `at` (epoch milliseconds), by the template's condition. */
export function stateAt(
  alarm: AlarmProperties,
  samples: readonly Sample[],
  at: number,
  before: AlarmState,
): AlarmState {
  const periodMs = periodOf(alarm) * 1000;
  const points = Array.from({ length: alarm.EvaluationPeriods }, (_, i) =>
    datapoint(alarm, samples, at - i * periodMs),
  );
  if (alarm.TreatMissingData === 'ignore' && points.every((point) => point === undefined)) return before;
  const isBreaching = (point: Value): boolean =>
    point === undefined
      ? alarm.TreatMissingData === 'breaching'
      : breaches[alarm.ComparisonOperator](point, alarm.Threshold);
  return points.filter(isBreaching).length >= alarm.DatapointsToAlarm ? 'ALARM' : 'OK';
}

/** Returns the names of the alarms that are in ALARM at any minute between `from` and `to` (epoch milliseconds). */
export function firingAlarms(
  alarms: ReadonlyMap<string, AlarmProperties>,
  samples: readonly Sample[],
  from: number,
  to: number,
): string[] {
  const fires = (alarm: AlarmProperties): boolean => {
    const windowMs = periodOf(alarm) * alarm.EvaluationPeriods * 1000;
    const names = new Set(metricsIn(alarm).map(({ Metric }) => Metric.MetricName));
    const relevant = samples.filter(({ name }) => names.has(name)).toSorted((a, b) => a.at - b.at);
    let [first, end] = [0, 0];
    let state: AlarmState = 'INSUFFICIENT_DATA';
    for (let at = from; at <= to; at += 60_000) {
      while ((relevant[first]?.at ?? Infinity) < at - windowMs) first += 1;
      while ((relevant[end]?.at ?? Infinity) < at) end += 1;
      state = stateAt(alarm, relevant.slice(first, end), at, state);
      if (state === 'ALARM') return true;
    }
    return false;
  };
  return [...alarms].filter(([, alarm]) => fires(alarm)).map(([name]) => name);
}
