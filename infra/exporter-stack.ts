import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Catalog } from './analytics/catalog.ts';
import { Compaction } from './analytics/compaction.ts';
import { QueryWorkgroup } from './analytics/query-workgroup.ts';
import { configSchema, type ExporterConfig } from './config/config-schema.ts';
import { DEFAULT_DATABASE } from './config/defaults.ts';
import { firstDayOf } from './config/first-day.ts';
import { listResourceNames } from './config/requested-resources.ts';
import { ExportFunction } from './exporter/export-function.ts';
import { ExportSchedules } from './exporter/export-schedules.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { referToCredentials } from './storage/credentials.ts';
import { CursorTable } from './storage/cursor-table.ts';
import { LakeBucket } from './storage/lake-bucket.ts';

/** The options of the stack. Their schema documents them. */
export type ExporterStackProps = StackProps & ExporterConfig;

/**
 * Exports Zendesk accounts to an S3 bucket on a schedule.
 *
 * Never rename a construct id: CloudFormation would replace the resource, including the bucket and the table.
 */
export class ExporterStack extends Stack {
  constructor(scope: Construct, id: string, props: ExporterStackProps) {
    // CloudFormation takes 1 MB, of which the indentation would be a fifth.
    super(scope, id, { suppressTemplateIndentation: true, ...props });

    const lake = new LakeBucket(this, 'Lake', props);
    const cursors = new CursorTable(this, 'Cursors');
    const credentials = referToCredentials(this, props.accounts);
    const exportFunction = new ExportFunction(this, 'Exporter', { ...props, lake, cursors, credentials });
    const schedules = new ExportSchedules(this, 'Schedules', {
      ...props,
      lambda: exportFunction.lambda,
      deadLetterQueue: exportFunction.failureQueue,
    });
    const monitoring = new Monitoring(this, 'Monitoring', {
      ...props,
      exportFunction,
      schedules: schedules.group,
      cursors,
    });

    if (props.catalog !== false) this.addAnalytics(props, lake, exportFunction, monitoring);

    new CfnOutput(this, 'Configuration', { value: JSON.stringify(pickOptions(props)) });
    new CfnOutput(this, 'LakeBucketName', { value: lake.bucketName });
    new CfnOutput(this, 'LakePrefix', { value: lake.prefix });
    if (props.objectExpirationDays !== undefined) {
      new CfnOutput(this, 'ObjectExpirationDays', { value: String(props.objectExpirationDays) });
    }
    if (props.snapshotExpirationDays !== undefined) {
      new CfnOutput(this, 'SnapshotExpirationDays', { value: String(props.snapshotExpirationDays) });
    }
    new CfnOutput(this, 'CursorTableName', { value: cursors.table.tableName });
    new CfnOutput(this, 'FunctionName', { value: exportFunction.lambda.functionName });
    new CfnOutput(this, 'ScheduleGroupName', { value: schedules.group.scheduleGroupName });
    new CfnOutput(this, 'LogGroupName', { value: exportFunction.logGroup.logGroupName });
    new CfnOutput(this, 'AlarmTopicArn', { value: monitoring.topic.topicArn });
    if (props.dashboard !== false) new CfnOutput(this, 'DashboardName', { value: this.stackName });
    new CfnOutput(this, 'SecretNames', { value: credentials.secretIds.join(',') });
  }

  private addAnalytics(
    props: ExporterStackProps,
    lake: LakeBucket,
    { failureQueue }: ExportFunction,
    { topic }: Monitoring,
  ): void {
    const databaseName = props.catalogDatabase ?? DEFAULT_DATABASE;
    // The schema ensures that all accounts have the same layout.
    const layout = props.accounts[0]?.layout ?? 'page';
    const catalog = new Catalog(this, 'Catalogue', {
      lake,
      resources: props.accounts.flatMap(listResourceNames),
      layout,
      databaseName,
      subdomains: props.accounts.map(({ subdomain }) => subdomain),
      firstDay: firstDayOf(props.accounts, Date.now()),
    });
    const workgroup = new QueryWorkgroup(this, 'Queries', {
      name: databaseName.replaceAll('_', '-'),
      scanLimitGiB: props.scanLimitGiB,
      lakeKeyArn: props.lakeKeyArn,
    });
    if (props.compactionSchedule !== undefined) {
      new Compaction(this, 'Compaction', {
        lake,
        catalog,
        workgroup,
        schedule: props.compactionSchedule,
        deadLetterQueue: failureQueue,
        topic,
      });
    }

    new CfnOutput(this, 'DatabaseName', { value: databaseName });
    new CfnOutput(this, 'WorkgroupName', { value: workgroup.name });
  }
}

/** The options as deployed, without the CDK's own properties of a stack. They contain names of secrets, but no secrets. */
const pickOptions = (props: ExporterStackProps): object =>
  Object.fromEntries(Object.entries(props).filter(([name]) => Object.hasOwn(configSchema.shape, name)));
