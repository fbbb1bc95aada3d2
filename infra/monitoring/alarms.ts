import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import type { ExporterConfig } from '../config/config-schema.ts';
import { DEFAULT_THRESHOLDS } from '../config/defaults.ts';
import type { ExportFunction } from '../exporter/export-function.ts';
import { alarmPeriods } from './alarm-periods.ts';
import { exportAlarmTexts, functionAlarmTexts } from './alarm-texts.ts';
import { exportId, exportMetric, type ExportTarget } from './export-metrics.ts';
import type { AlarmSpec, AlarmText } from './operator-alarm.ts';

/** The options that set alarm thresholds. */
export type AlarmOptions = Pick<
  ExporterConfig,
  'alarmStaleMinutes' | 'alarmStalledRuns' | 'alarmFailures' | 'alarmApiTokenDays' | 'alarmDurationPercent'
>;

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD, GREATER_THAN_THRESHOLD, LESS_THAN_THRESHOLD } = ComparisonOperator;
const { BREACHING, IGNORE, NOT_BREACHING } = TreatMissingData;

const ONE_DATAPOINT = { evaluationPeriods: 1, datapointsToAlarm: 1 } as const;

/** Alarms at the first occurrence that a metric counts. Missing data means that there was none. */
export const countAlarm = (id: string, text: AlarmText, metric: IMetric): AlarmSpec => ({
  id,
  text,
  metric,
  comparisonOperator: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  threshold: 1,
  ...ONE_DATAPOINT,
  treatMissingData: NOT_BREACHING,
});

/** The alarms of one export, on its own metrics. */
export function exportAlarms(target: ExportTarget, options: AlarmOptions): AlarmSpec[] {
  const { periodMinutes, staleMinutes } = alarmPeriods(target.account);
  const id = exportId(target);
  const { alarmStalledRuns: stalledRuns = DEFAULT_THRESHOLDS.stalledRuns } = options;
  const { alarmApiTokenDays: apiTokenDays = DEFAULT_THRESHOLDS.apiTokenDays } = options;
  const metric = (name: string, statistic: string): Metric =>
    exportMetric(target, name, statistic, Duration.minutes(periodMinutes));
  // If runs are a day apart, waiting for more periods would take days.
  const isRare = periodMinutes >= 24 * 60;
  return [
    ...freshnessAlarm(target, options.alarmStaleMinutes ?? staleMinutes),
    {
      id: 'Stuck',
      text: exportAlarmTexts.stuck(id, stalledRuns),
      metric: metric('StalledRuns', 'Maximum'),
      comparisonOperator: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: stalledRuns,
      ...ONE_DATAPOINT,
      // Only a run can report that the position moved. The freshness alarm covers missing runs.
      treatMissingData: IGNORE,
    },
    {
      ...countAlarm('Failing', exportAlarmTexts.failing(id), metric('Failed', 'Sum')),
      ...(isRare ? ONE_DATAPOINT : failuresOfThree(options)),
    },
    {
      ...countAlarm('Credentials', exportAlarmTexts.credentials(id), metric('CredentialsErrors', 'Maximum')),
      treatMissingData: IGNORE,
    },
    {
      id: 'ApiToken',
      text: exportAlarmTexts.apiToken(id, apiTokenDays),
      metric: metric('ApiTokenDaysLeft', 'Minimum'),
      comparisonOperator: LESS_THAN_THRESHOLD,
      threshold: apiTokenDays,
      ...ONE_DATAPOINT,
      // Only exports with an API token emit this metric.
      treatMissingData: NOT_BREACHING,
    },
  ];
}

/** Returns no alarm if runs are further apart than CloudWatch can look back. */
function freshnessAlarm(target: ExportTarget, staleMinutes: number): AlarmSpec[] {
  const { periodMinutes, silentPeriods } = alarmPeriods(target.account);
  if (silentPeriods === undefined) return [];
  const period = Duration.minutes(periodMinutes);
  // A backfill with a shrinking backlog is healthy. The best run of a period counts: a later one may lose the lease.
  const metric = new MathExpression({
    expression: 'IF(advanced > PERIOD(advanced), 0, since)',
    usingMetrics: {
      advanced: exportMetric(target, 'AdvancedSeconds', 'Sum', period),
      since: exportMetric(target, 'SecondsSinceCaughtUp', 'Minimum', period),
    },
    period,
    label: 'Seconds since caught up (0 while the backlog shrinks)',
  });
  return [
    {
      id: 'Freshness',
      text: exportAlarmTexts.freshness(exportId(target), staleMinutes),
      metric,
      comparisonOperator: GREATER_THAN_THRESHOLD,
      threshold: staleMinutes * 60,
      evaluationPeriods: silentPeriods,
      datapointsToAlarm: silentPeriods,
      // No other alarm covers the case that no run has finished.
      treatMissingData: BREACHING,
    },
  ];
}

export interface FunctionAlarmsProps {
  readonly exportFunction: ExportFunction;
  readonly schedules: IScheduleGroup;
  readonly options: AlarmOptions;

  /** At least the time between two runs that poll. */
  readonly period: Duration;
}

/** The alarms of the function and its schedules, for all accounts. */
export function functionAlarms({ exportFunction, schedules, options, period }: FunctionAlarmsProps): AlarmSpec[] {
  const { lambda, failureQueue } = exportFunction;
  const { alarmDurationPercent: percent = DEFAULT_THRESHOLDS.durationPercent } = options;
  const fiveMinutes = Duration.minutes(5);
  const messages = failureQueue.metricApproximateNumberOfMessagesVisible({ period: fiveMinutes, statistic: 'Maximum' });
  const eventsDropped = new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'AsyncEventsDropped',
    statistic: 'Sum',
    period: fiveMinutes,
    dimensionsMap: { FunctionName: lambda.functionName },
  });
  const invocationsDropped = schedules.metricDropped({ period: fiveMinutes, statistic: 'Sum' });
  return [
    {
      ...countAlarm('Errors', functionAlarmTexts.errors, lambda.metricErrors({ period, statistic: 'Sum' })),
      ...failuresOfThree(options),
    },
    countAlarm('FailureQueue', functionAlarmTexts.failureQueue, messages),
    countAlarm('EventsDropped', functionAlarmTexts.eventsDropped, eventsDropped),
    countAlarm('TicksDropped', functionAlarmTexts.invocationsDropped, invocationsDropped),
    {
      id: 'NearTimeout',
      text: functionAlarmTexts.nearTimeout(percent),
      metric: lambda.metricDuration({ period, statistic: 'Maximum' }),
      comparisonOperator: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: (FUNCTION_TIMEOUT_MS * percent) / 100,
      ...ONE_DATAPOINT,
      treatMissingData: NOT_BREACHING,
    },
  ];
}

const failuresOfThree = ({ alarmFailures = DEFAULT_THRESHOLDS.failures }: AlarmOptions) => ({
  evaluationPeriods: 3,
  datapointsToAlarm: alarmFailures,
});
