import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { exportRequestSchema } from '#functions/export/core/export-request.ts';
import type { AlarmThresholds } from './monitoring/alarm-thresholds.ts';
import { Compaction } from './analytics/compaction.ts';
import type { Account } from './config/config-schema.ts';
import { Credentials } from './storage/credentials.ts';
import { CursorTable } from './storage/cursor-table.ts';
import { ExportSchedules } from './exporter/export-schedules.ts';
import { Exporter } from './exporter/export-function.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { QueryWorkgroup } from './analytics/query-workgroup.ts';
import { TicketCatalogue } from './analytics/catalog.ts';
import { TicketLake } from './storage/lake-bucket.ts';

export interface ExporterStackProps extends StackProps {
  /** The Zendesk accounts to export, with the options of each. */
  readonly accounts: readonly Account[];

  /**
   * Name of an existing bucket to land in.
   *
   * @default - a new bucket
   */
  readonly lakeBucket?: string | undefined;

  /**
   * What the keys of landed objects begin with.
   *
   * @default 'zendesk'
   */
  readonly lakePrefix?: string | undefined;

  /**
   * Days after which landed objects expire. Only for a new bucket.
   *
   * @default - never
   */
  readonly objectExpirationDays?: number | undefined;

  /**
   * Days to keep the function's logs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetentionDays?: RetentionDays | undefined;

  /**
   * Whether to make tables of what is landed, and an Athena workgroup.
   *
   * @default true
   */
  readonly catalogue?: boolean | undefined;

  /**
   * Name of the catalogue's database; the workgroup's follows from it.
   *
   * @default 'zendesk_lake'
   */
  readonly catalogueDatabase?: string | undefined;

  /**
   * The most that one query may read, in GiB.
   *
   * @default 100
   */
  readonly scanLimitGiB?: number | undefined;

  /**
   * When to bring a compacted copy of the tickets up to date. Needs the catalogue.
   *
   * @default - there is no such copy
   */
  readonly compactionSchedule?: string | undefined;

  /**
   * Who is mailed when an alarm rings.
   *
   * @default - nobody; alarms go to a topic all the same
   */
  readonly alarmEmail?: string | undefined;

  /**
   * Whether to make a dashboard.
   *
   * @default true
   */
  readonly dashboard?: boolean | undefined;

  /** See {@link AlarmThresholds}. */
  readonly alarmStaleMinutes?: AlarmThresholds['staleMinutes'];
  readonly alarmStalledRuns?: AlarmThresholds['stalledRuns'];
  readonly alarmFailures?: AlarmThresholds['failures'];
  readonly alarmApiTokenDays?: AlarmThresholds['apiTokenDays'];
  readonly alarmDurationPercent?: AlarmThresholds['durationPercent'];
}

/**
 * Lands the tickets of Zendesk accounts in a bucket, on schedule.
 *
 * The ids of the constructs make the logical ids: renaming one replaces what it holds, the bucket and the table
 * included.
 */
export class ExporterStack extends Stack {
  constructor(scope: Construct, id: string, props: ExporterStackProps) {
    super(scope, id, props);

    const lake = new TicketLake(this, 'Lake', {
      bucketName: props.lakeBucket,
      prefix: props.lakePrefix,
      objectExpiration:
        props.objectExpirationDays === undefined ? undefined : Duration.days(props.objectExpirationDays),
    });
    const cursors = new CursorTable(this, 'Cursors');
    const credentials = new Credentials(this, 'Credentials', { owners: props.accounts });
    const exporter = new Exporter(this, 'Exporter', {
      lake,
      cursors,
      credentials,
      logRetention: props.logRetentionDays,
    });
    const schedules = new ExportSchedules(this, 'Schedules', {
      accounts: props.accounts,
      exporter: exporter.function,
      deadLetterQueue: exporter.failureQueue,
    });

    const monitoring = new Monitoring(this, 'Monitoring', {
      accounts: props.accounts,
      exporter,
      schedules: schedules.group,
      email: props.alarmEmail,
      dashboard: props.dashboard,
      thresholds: {
        staleMinutes: props.alarmStaleMinutes,
        stalledRuns: props.alarmStalledRuns,
        failures: props.alarmFailures,
        apiTokenDays: props.alarmApiTokenDays,
        durationPercent: props.alarmDurationPercent,
      },
    });

    if (props.catalogue !== false) this.makeQueryable(props, lake, exporter, monitoring);

    new CfnOutput(this, 'LakeBucketName', { value: lake.bucketName });
    new CfnOutput(this, 'LakePrefix', { value: lake.prefix });
    if (props.objectExpirationDays !== undefined) {
      new CfnOutput(this, 'ObjectExpirationDays', { value: String(props.objectExpirationDays) });
    }
    new CfnOutput(this, 'CursorTableName', { value: cursors.table.tableName });
    new CfnOutput(this, 'FunctionName', { value: exporter.function.functionName });
    new CfnOutput(this, 'ScheduleGroupName', { value: schedules.group.scheduleGroupName });
    new CfnOutput(this, 'LogGroupName', { value: exporter.logGroup.logGroupName });
    new CfnOutput(this, 'AlarmTopicArn', { value: monitoring.topic.topicArn });
    new CfnOutput(this, 'SecretNames', { value: credentials.secretNames.join(',') });
  }

  private makeQueryable(props: ExporterStackProps, lake: TicketLake, exporter: Exporter, { topic }: Monitoring): void {
    const databaseName = props.catalogueDatabase ?? 'zendesk_lake';
    // The configuration sees to it that all accounts have one layout.
    const layout = props.accounts[0]?.layout ?? 'page';
    const starts = props.accounts.map(({ startTime }) => exportRequestSchema.shape.startTime.parse(startTime));
    const catalogue = new TicketCatalogue(this, 'Catalogue', {
      lake,
      layout,
      databaseName,
      subdomains: props.accounts.map(({ subdomain }) => subdomain),
      earliestStart: Math.min(...starts),
    });
    const workgroup = new QueryWorkgroup(this, 'Queries', {
      name: databaseName.replaceAll('_', '-'),
      scanLimitGiB: props.scanLimitGiB,
    });
    if (props.compactionSchedule !== undefined) {
      new Compaction(this, 'Compaction', {
        lake,
        layout,
        catalogue,
        workgroup,
        schedule: props.compactionSchedule,
        deadLetterQueue: exporter.failureQueue,
        topic,
      });
    }

    new CfnOutput(this, 'DatabaseName', { value: databaseName });
    new CfnOutput(this, 'WorkgroupName', { value: workgroup.name });
  }
}
