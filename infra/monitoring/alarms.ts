import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import type { Account, ExporterConfig } from '../config/config-schema.ts';
import { DEFAULT_THRESHOLDS } from '../config/defaults.ts';
import { staleMinutes } from '../config/stale-minutes.ts';
import type { ExportFunction } from '../exporter/export-function.ts';
import { invocationsSilence, metricsPeriod, metricsSilence, type Scheduled, type Silence } from './alarm-periods.ts';
import { accountAlarmTexts, functionAlarmTexts } from './alarm-texts.ts';
import { accountMetric } from './metrics.ts';
import type { AlarmSpec, AlarmText } from './operator-alarm.ts';

/** The options that set alarm thresholds. */
export type AlarmOptions = Pick<
  ExporterConfig,
  'alarmStaleMinutes' | 'alarmStalledRuns' | 'alarmFailures' | 'alarmApiTokenDays' | 'alarmDurationPercent'
>;

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD, LESS_THAN_THRESHOLD } = ComparisonOperator;
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

/** An entry of the configuration. */
export type AlarmedEntry = Account & Scheduled;

/** One Zendesk account: the entries of the configuration with this subdomain. */
export type AlarmedAccount = { readonly subdomain: string; readonly entries: readonly AlarmedEntry[] };

/** The alarms of one account. Their number does not grow with its exports: the function emits the worst of them. */
export function accountAlarms({ subdomain, entries }: AlarmedAccount, options: AlarmOptions): AlarmSpec[] {
  const periodMinutes = metricsPeriod(entries);
  const { alarmStalledRuns: stalledRuns = DEFAULT_THRESHOLDS.stalledRuns } = options;
  const { alarmApiTokenDays: apiTokenDays = DEFAULT_THRESHOLDS.apiTokenDays } = options;
  const stale = Math.min(...entries.map((entry) => staleMinutes(entry, options)));
  const text = accountAlarmTexts(subdomain);
  const metric = (name: string, statistic: string): Metric =>
    accountMetric(subdomain, name, statistic, Duration.minutes(periodMinutes));
  return [
    {
      ...countAlarm('Freshness', text.freshness(stale), metric('FreshnessRatio', 'Maximum')),
      // Only a run can report that the exports are fresh again. Another alarm covers missing runs.
      treatMissingData: IGNORE,
    },
    ...silenceAlarm(metricsSilence(entries), text.notRunning, (period) =>
      accountMetric(subdomain, 'Failed', 'SampleCount', period),
    ),
    {
      ...countAlarm('Stuck', text.stuck(stalledRuns), metric('StalledRuns', 'Maximum')),
      threshold: stalledRuns,
      treatMissingData: IGNORE,
    },
    {
      ...countAlarm('Failing', text.failing, metric('Failed', 'Sum')),
      ...failures(periodMinutes, options),
    },
    {
      ...countAlarm('Credentials', text.credentials, metric('CredentialsErrors', 'Maximum')),
      treatMissingData: IGNORE,
    },
    {
      id: 'ApiToken',
      text: text.apiToken(apiTokenDays),
      metric: metric('ApiTokenDaysLeft', 'Minimum'),
      comparisonOperator: LESS_THAN_THRESHOLD,
      threshold: apiTokenDays,
      ...ONE_DATAPOINT,
      // Only accounts with an API token emit this metric.
      treatMissingData: NOT_BREACHING,
    },
  ];
}

/** Alarms if a metric has no data for this long. Returns no alarm if CloudWatch cannot look back that far. */
function silenceAlarm(
  silence: Silence | undefined,
  text: (minutes: number) => AlarmText,
  metric: (period: Duration) => IMetric,
): AlarmSpec[] {
  if (silence === undefined) return [];
  const { periodMinutes, periods } = silence;
  return [
    {
      id: 'NotRunning',
      text: text(periodMinutes * periods),
      metric: metric(Duration.minutes(periodMinutes)),
      comparisonOperator: LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      treatMissingData: BREACHING,
    },
  ];
}

export interface FunctionAlarmsProps {
  readonly exportFunction: ExportFunction;
  readonly schedules: IScheduleGroup;
  readonly accounts: readonly AlarmedEntry[];
  readonly options: AlarmOptions;

  /** At least the time between two runs that poll. */
  readonly period: Duration;
}

/** The alarms of the function and its schedules, for all accounts. */
export function functionAlarms({
  exportFunction,
  schedules,
  accounts,
  options,
  period,
}: FunctionAlarmsProps): AlarmSpec[] {
  const { lambda, failureQueue } = exportFunction;
  const { alarmDurationPercent: percent = DEFAULT_THRESHOLDS.durationPercent } = options;
  const fiveMinutes = Duration.minutes(5);
  // Not the number of messages in the queue, which stays above 0 until an operator purges it.
  const messages = failureQueue.metricNumberOfMessagesSent({ period: fiveMinutes, statistic: 'Sum' });
  const eventsDropped = new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'AsyncEventsDropped',
    statistic: 'Sum',
    period: fiveMinutes,
    dimensionsMap: { FunctionName: lambda.functionName },
  });
  const invocationsDropped = schedules.metricDropped({ period: fiveMinutes, statistic: 'Sum' });
  return [
    ...silenceAlarm(invocationsSilence(accounts), functionAlarmTexts.notRunning, (each) =>
      lambda.metricInvocations({ period: each, statistic: 'Sum' }),
    ),
    {
      ...countAlarm('Errors', functionAlarmTexts.errors, lambda.metricErrors({ period, statistic: 'Sum' })),
      ...failures(period.toMinutes(), options),
    },
    {
      ...countAlarm('FailureQueue', functionAlarmTexts.failureQueue, messages),
      // The metrics of an idle queue are up to 15 minutes late.
      evaluationPeriods: 4,
    },
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

/** Requires several failures. If runs are a day apart, waiting for more of them would take days, so the first counts. */
function failures(periodMinutes: number, { alarmFailures = DEFAULT_THRESHOLDS.failures }: AlarmOptions) {
  return periodMinutes >= 24 * 60 ? ONE_DATAPOINT : { evaluationPeriods: 3, datapointsToAlarm: alarmFailures };
}
