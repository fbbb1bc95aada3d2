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

/** An alarm as the template has it. */
export type AlarmProperties = z.infer<typeof onMetric> | z.infer<typeof onMath>;

/** The template's alarms by what follows the stack's name in theirs: `acme/tickets freshness`. */
export function alarmsOf(template: Template): ReadonlyMap<string, AlarmProperties> {
  return new Map(
    resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => {
      const alarm = 'Metrics' in Properties ? onMath.parse(Properties) : onMetric.parse(Properties);
      return [alarm.AlarmName.replace('ZendeskLake ', ''), alarm];
    }),
  );
}

/** A metric as it was put; the function's own with the dimensions that tell exports apart. */
export type Sample = {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
  readonly dimensions?: Readonly<Record<string, string>>;
};

type MetricStat = z.infer<typeof metricStat>;

/** Every metric that an alarm looks at. */
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

/** What an alarm sees in the period that ends then (epoch milliseconds). */
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

/** An alarm's state at a moment, as the template's words have it, evaluated over the periods that end there. */
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
  const isBad = (point: Value): boolean =>
    point === undefined
      ? alarm.TreatMissingData === 'breaching'
      : breaches[alarm.ComparisonOperator](point, alarm.Threshold);
  return points.filter(isBad).length >= alarm.DatapointsToAlarm ? 'ALARM' : 'OK';
}

/** The names of the alarms that ring at any minute from the one moment to the other (epoch milliseconds). */
export function ringing(
  alarms: ReadonlyMap<string, AlarmProperties>,
  samples: readonly Sample[],
  from: number,
  to: number,
): string[] {
  const rings = (alarm: AlarmProperties): boolean => {
    const look = periodOf(alarm) * alarm.EvaluationPeriods * 1000;
    const names = new Set(metricsIn(alarm).map(({ Metric }) => Metric.MetricName));
    const looked = samples.filter(({ name }) => names.has(name)).toSorted((a, b) => a.at - b.at);
    let [first, end] = [0, 0];
    let state: AlarmState = 'INSUFFICIENT_DATA';
    for (let at = from; at <= to; at += 60_000) {
      while ((looked[first]?.at ?? Infinity) < at - look) first += 1;
      while ((looked[end]?.at ?? Infinity) < at) end += 1;
      state = stateAt(alarm, looked.slice(first, end), at, state);
      if (state === 'ALARM') return true;
    }
    return false;
  };
  return [...alarms].filter(([, alarm]) => rings(alarm)).map(([name]) => name);
}
