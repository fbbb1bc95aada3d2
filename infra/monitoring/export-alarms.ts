import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmThresholds } from './alarm-thresholds.ts';
import { type Cadence, cadenceOf } from './alarm-periods.ts';
import { type Export, exportMetric, nameOf } from './export-metrics.ts';
import { operatorAlarm, type OperatorAlarmProps } from './operator-alarm.ts';

export interface ExportAlarmsProps {
  readonly of: Export;
  readonly thresholds: AlarmThresholds;
  readonly topic: ITopic;
}

type Given = Omit<OperatorAlarmProps, 'topic' | 'periods' | 'bad'> &
  Partial<Pick<OperatorAlarmProps, 'periods' | 'bad'>>;

/** What can be wrong with one export, as its own metrics tell. */
export class ExportAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  private readonly of: Export;
  private readonly topic: ITopic;
  private readonly cadence: Cadence;

  constructor(scope: Construct, id: string, { of, thresholds, topic }: ExportAlarmsProps) {
    super(scope, id);
    this.of = of;
    this.topic = topic;
    this.cadence = cadenceOf(of.account);
    this.alarms = [
      ...this.fresh(thresholds.staleMinutes ?? this.cadence.staleAfter),
      this.stuck(thresholds.stalledRuns ?? 3),
      this.failing(thresholds.failures ?? 2),
      this.credentials(),
      this.apiToken(thresholds.apiTokenDays ?? 30),
    ];
  }

  private fresh(staleMinutes: number): Alarm[] {
    const { silentPeriods } = this.cadence;
    if (silentPeriods === undefined) return [];
    // A backfill that gains on time is behind, but no worry. The best of the period counts: a later run may lose the lease.
    const metric = new MathExpression({
      expression: 'IF(advanced > PERIOD(advanced), 0, since)',
      usingMetrics: {
        advanced: this.metric('AdvancedSeconds', 'Sum'),
        since: this.metric('SecondsSinceCaughtUp', 'Minimum'),
      },
      period: Duration.minutes(this.cadence.period),
      label: 'Seconds since it had caught up, 0 while it gains',
    });
    return [
      this.alarm('Freshness', {
        metric,
        comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: staleMinutes * 60,
        periods: silentPeriods,
        bad: silentPeriods,
        // No run has ended: nothing else tells of that.
        missing: TreatMissingData.BREACHING,
        reading: {
          title: `${nameOf(this.of)} freshness`,
          seen: `${nameOf(this.of)} has not caught up with Zendesk for more than ${staleMinutes} minutes and does not gain on it, or no run has ended at all.`,
          impact: 'the lake lacks the latest changes; nothing is lost, and all of it follows once runs get on.',
          first: 'npx zendesk-lake doctor, which checks schedule, credentials, table and bucket one by one.',
          section: 'freshness',
        },
      }),
    ];
  }

  private stuck(runs: number): Alarm {
    return this.alarm('Stuck', {
      metric: this.metric('StalledRuns', 'Maximum'),
      comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: runs,
      // Silence is for the freshness alarm to tell; a run has to say that it has moved on.
      missing: TreatMissingData.IGNORE,
      reading: {
        title: `${nameOf(this.of)} stuck`,
        seen: `${runs} runs of ${nameOf(this.of)} in a row neither caught up nor moved the position.`,
        impact: 'nothing newer than the position reaches the lake, however often it runs.',
        first: 'npx zendesk-lake status, then the last lines of the log: why did the run end where it did?',
        section: 'stuck',
      },
    });
  }

  private failing(failures: number): Alarm {
    // With a run a day there is no third one to wait for.
    const isRare = this.cadence.period >= 24 * 60;
    return this.alarm('Failing', {
      metric: this.metric('Failed', 'Sum'),
      comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      periods: isRare ? 1 : 3,
      bad: isRare ? 1 : failures,
      missing: TreatMissingData.NOT_BREACHING,
      reading: {
        title: `${nameOf(this.of)} failing`,
        seen: `Runs of ${nameOf(this.of)} fail again and again.`,
        impact: 'the lake falls behind; what had landed before is safe.',
        first: 'read the error in the log or in npx zendesk-lake status: its message says what to do.',
        section: 'failing',
      },
    });
  }

  private credentials(): Alarm {
    return this.alarm('Credentials', {
      metric: this.metric('CredentialsErrors', 'Maximum'),
      comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      missing: TreatMissingData.IGNORE,
      reading: {
        title: `${nameOf(this.of)} credentials`,
        seen: `Zendesk refuses the credentials of ${nameOf(this.of)} (401 or 403), or the secret holds none.`,
        impact: 'nothing is exported until a person acts; nothing is lost meanwhile.',
        first: 'npx zendesk-lake doctor, then put valid credentials into the secret; no deploy is needed.',
        section: 'credentials',
      },
    });
  }

  private apiToken(days: number): Alarm {
    return this.alarm('ApiToken', {
      metric: this.metric('ApiTokenDaysLeft', 'Minimum'),
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: days,
      // Only where an API token is in use there is data.
      missing: TreatMissingData.NOT_BREACHING,
      reading: {
        title: `${nameOf(this.of)} API token`,
        seen: `${nameOf(this.of)} uses an API token, and Zendesk ends all of them on 2027-04-30, in less than ${days} days.`,
        impact: 'from that day on nothing is exported.',
        first: 'create an OAuth client and put its identifier and secret into the secret.',
        section: 'api-token',
      },
    });
  }

  private metric(name: string, statistic: string) {
    return exportMetric(this.of, name, statistic, Duration.minutes(this.cadence.period));
  }

  private alarm(id: string, given: Given & { readonly metric: IMetric }): Alarm {
    return operatorAlarm(this, id, { periods: 1, bad: 1, topic: this.topic, ...given });
  }
}
