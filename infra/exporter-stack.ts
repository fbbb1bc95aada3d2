import { CfnOutput, PermissionsBoundary, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Catalog } from './analytics/catalog.ts';
import { Compaction } from './analytics/compaction.ts';
import { QueryWorkgroup } from './analytics/query-workgroup.ts';
import { configSchema, type ExporterConfig } from './config/config-schema.ts';
import { firstDayOf } from './config/first-day.ts';
import { listResourceNames } from './config/requested-resources.ts';
import { defaultDatabaseName } from './config/stack-names.ts';
import { ExportFunction } from './exporter/export-function.ts';
import { ExportSchedules } from './exporter/export-schedules.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { OperatorPolicy } from './operator/operator-policy.ts';
import { referToCredentials } from './storage/credentials.ts';
import { CursorTable } from './storage/cursor-table.ts';
import { LakeBucket } from './storage/lake-bucket.ts';

/** The options of the stack. Their schema documents them. */
export type ExporterStackProps = Omit<StackProps, keyof ExporterConfig> & ExporterConfig;

/**
 * Exports Zendesk accounts to an S3 bucket on a schedule.
 *
 * Never rename a construct id: CloudFormation would replace the resource, including the bucket and the table.
 */
export class ExporterStack extends Stack {
  constructor(scope: Construct, id: string, props: ExporterStackProps) {
    const { permissionsBoundary, ...others } = props;
    super(scope, id, {
      // CloudFormation takes 1 MB, of which the indentation would be a fifth.
      suppressTemplateIndentation: true,
      ...(permissionsBoundary !== undefined && { permissionsBoundary: findBoundary(permissionsBoundary) }),
      ...others,
    });

    const lake = new LakeBucket(this, 'Lake', props);
    const cursors = new CursorTable(this, 'Cursors', props);
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

    const analytics =
      props.catalog === false ? [] : this.addAnalytics(props, { lake, exportFunction, schedules, monitoring });
    // No export starts before all else exists: a rollback could not delete a bucket with objects.
    schedules.group.node.addDependency(lake, cursors, exportFunction, monitoring, ...analytics);

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
    new CfnOutput(this, 'FunctionRoleArn', { value: exportFunction.role.roleArn });
    new CfnOutput(this, 'FailureQueueUrl', { value: exportFunction.failureQueue.queueUrl });
    new CfnOutput(this, 'ScheduleGroupName', { value: schedules.group.scheduleGroupName });
    new CfnOutput(this, 'LogGroupName', { value: exportFunction.logGroup.logGroupName });
    new CfnOutput(this, 'AlarmTopicArn', { value: monitoring.topic.topic.topicArn });
    if (monitoring.dashboardName !== undefined) {
      new CfnOutput(this, 'DashboardName', { value: monitoring.dashboardName });
    }
    new CfnOutput(this, 'SecretNames', { value: credentials.secretIds.join(',') });
    if (props.operatorPolicy === true) {
      const operators = new OperatorPolicy(this, 'Operators', {
        lake,
        cursors,
        credentials,
        exportFunction,
        schedules,
      });
      new CfnOutput(this, 'OperatorPolicyArn', { value: operators.policyArn });
    }
  }

  /** Adds tables, a workgroup and the compaction. Returns the constructs that have to exist before an export starts. */
  private addAnalytics(props: ExporterStackProps, { lake, exportFunction, schedules, monitoring }: Parts): Construct[] {
    const databaseName = props.catalogDatabase ?? defaultDatabaseName(this.stackName);
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
    new CfnOutput(this, 'DatabaseName', { value: databaseName });
    new CfnOutput(this, 'WorkgroupName', { value: workgroup.name });
    if (props.compactionSchedule === undefined) return [catalog, workgroup];
    const compaction = new Compaction(this, 'Compaction', {
      lake,
      catalog,
      workgroup,
      schedule: props.compactionSchedule,
      startAfter: schedules,
      deadLetterQueue: exportFunction.failureQueue,
      topic: monitoring.topic,
    });
    new CfnOutput(this, 'StateMachineArn', { value: compaction.stateMachine.stateMachineArn });
    return [catalog, workgroup, compaction.stateMachine];
  }
}

const findBoundary = (policy: string): PermissionsBoundary =>
  policy.startsWith('arn:') ? PermissionsBoundary.fromArn(policy) : PermissionsBoundary.fromName(policy);

type Parts = {
  readonly lake: LakeBucket;
  readonly exportFunction: ExportFunction;
  readonly schedules: ExportSchedules;
  readonly monitoring: Monitoring;
};

/** The options as deployed, without the CDK's own properties of a stack. They contain names of secrets, but no secrets. */
const pickOptions = (props: ExporterStackProps): object =>
  Object.fromEntries(Object.entries(props).filter(([name]) => Object.hasOwn(configSchema.shape, name)));
