import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import {
  Chain,
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  IntegrationPattern,
  JsonPath,
  Map,
  Pass,
  Result,
  StateMachine,
  Succeed,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { AthenaStartQueryExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct, type IDependable } from 'constructs';
import { type IncrementalDataset, isIncremental } from '#catalog/dataset.ts';
import type { DerivedView } from '#catalog/derived/derived-view.ts';
import {
  compactedViews,
  createDerivedTable,
  createIcebergTable,
  mergeDerivedView,
  mergeIntoIceberg,
  optimizeIceberg,
  vacuumIceberg,
} from '#catalog/iceberg.ts';
import { createSchedulerRole } from '../exporter/scheduler-role.ts';
import type { AlarmTopic } from '../monitoring/alarm-topic.ts';
import { countAlarm } from '../monitoring/alarms.ts';
import { type AlarmText, createAlarm } from '../monitoring/operator-alarm.ts';
import type { LakeBucket } from '../storage/lake-bucket.ts';
import type { Catalog } from './catalog.ts';
import { createCompactionRole } from './compaction-role.ts';
import type { QueryWorkgroup } from './query-workgroup.ts';

export interface CompactionProps {
  readonly lake: LakeBucket;
  readonly catalog: Catalog;
  readonly workgroup: QueryWorkgroup;

  /** When to compact: an expression of EventBridge Scheduler. */
  readonly schedule: string;

  /** The first compaction, which writes to the lake, starts after these exist. */
  readonly startAfter: IDependable;

  /** Receives invocations that could not be delivered. */
  readonly deadLetterQueue: IQueue;

  /** Receives the alarm on the compaction. */
  readonly topic: AlarmTopic;
}

/** Athena runs at least 20 queries of an AWS account at a time. Most of them are for its users. */
const PARALLEL_DATASETS = 4;

/**
 * Attempts to write large files in one run. Athena may take half an hour for each, and the next run continues
 * the work.
 */
const OPTIMIZE_RETRIES = 3;

/** Attempts to delete outdated files in one run. */
const VACUUM_RETRIES = 20;

/** Long enough for Vacuum of every dataset after all attempts of Optimize, and less than a day. */
const TIMEOUT = Duration.hours(10);

const NOT_COMPACTED = 'not compacted';

/** The statements for one table. */
type Statements = Readonly<Record<'create' | 'merge' | 'optimize' | 'vacuum', string>>;

const statementsOf = (dataset: IncrementalDataset, database: string, location: string): Statements => ({
  create: createIcebergTable({ dataset, database, location }),
  merge: mergeIntoIceberg(dataset),
  optimize: optimizeIceberg(dataset),
  vacuum: vacuumIceberg(dataset),
});

const statementsOfView = (view: DerivedView, database: string, location: string): Statements => ({
  create: createDerivedTable(view, { database, location }),
  merge: mergeDerivedView(view),
  optimize: optimizeIceberg(view),
  vacuum: vacuumIceberg(view),
});

/**
 * Keeps an Iceberg table with one row per record up to date for every resource with an incremental export, and for
 * comments and field histories: Scheduler, Step Functions, Athena. The snapshots of a list are small, and a merge would keep rows that a later one lacks. Every step can be repeated at any time, and the tables can be rebuilt from the lake.
 */
export class Compaction extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: CompactionProps) {
    super(scope, id);
    this.stateMachine = this.createStateMachine(props);
    const group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    group.node.addDependency(props.startAfter);
    createAlarm(this, props.topic, countAlarm('Failed', failedText, this.countFailures(group)));
    this.createSchedule(props, group);
  }

  /**
   * Counts runs that failed, took too long or could not be started. Metric math treats a missing value as 0.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
   */
  private countFailures(group: ScheduleGroup): MathExpression {
    const options = { period: Duration.hours(1), statistic: 'Sum' };
    return new MathExpression({
      expression: 'failed + timedOut + dropped',
      usingMetrics: {
        failed: this.stateMachine.metricFailed(options),
        timedOut: this.stateMachine.metricTimedOut(options),
        dropped: group.metricDropped(options),
      },
      period: options.period,
      label: 'Compactions that failed, timed out or did not start',
    });
  }

  private createStateMachine(props: CompactionProps): StateMachine {
    const { lake, catalog, workgroup } = props;
    // Next to the lake's prefix and not under it, where objects may expire.
    const folder = `${lake.prefix}_iceberg`;
    const stateMachine = new StateMachine(this, 'StateMachine', {
      comment: 'Brings the compacted copies up to date',
      definitionBody: DefinitionBody.fromChainable(this.createSteps(props, `s3://${lake.bucketName}/${folder}`)),
      timeout: TIMEOUT,
      // The steps' own grants are for all databases and buckets.
      role: createCompactionRole(this, { ...props, folder }).withoutPolicyUpdates(),
    });
    stateMachine.node.addDependency(workgroup.workgroup, catalog);
    for (const id of ['AwsSolutions-SF1', 'AwsSolutions-SF2']) {
      Validations.of(stateMachine).acknowledge({
        id,
        reason: 'Step Functions keeps the history of each execution for 90 days, Athena that of each query for 45.',
      });
    }
    return stateMachine;
  }

  /** The states are the same for any number of datasets. Only the list of statements grows. */
  private createSteps(props: CompactionProps, location: string): Chain {
    const { datasets, databaseName } = props.catalog;
    const folderOf = ({ name }: { readonly name: string }): string => `${location}/${name}/`;
    const statements = [
      ...datasets.filter(isIncremental).map((dataset) => statementsOf(dataset, databaseName, folderOf(dataset))),
      ...compactedViews(datasets).map((view) => statementsOfView(view, databaseName, folderOf(view))),
    ];
    const each = new Map(this, 'Datasets', { maxConcurrency: PARALLEL_DATASETS });
    each.itemProcessor(this.createDatasetSteps(props));
    const failed = new Fail(this, 'SomeFailed', {
      cause: 'A table could not be brought up to date: see its first failed step',
    });
    return Chain.start(new Pass(this, 'Statements', { result: Result.fromArray(statements) }))
      .next(each)
      .next(
        new Pass(this, 'Outcome', {
          parameters: { failed: JsonPath.arrayContains(JsonPath.listAt('$'), NOT_COMPACTED) },
        }),
      )
      .next(
        new Choice(this, 'HasFailed')
          .when(Condition.booleanEquals('$.failed', true), failed)
          .otherwise(new Succeed(this, 'Done')),
      );
  }

  /** The steps for one dataset. Their input is its statements, their output a text. A failure does not stop the others. */
  private createDatasetSteps({ catalog, workgroup }: CompactionProps): Chain {
    const failed = new Pass(this, 'NotCompacted', { result: Result.fromString(NOT_COMPACTED) });
    const step = (name: string, statement: keyof Statements, maxAttempts: number): TaskStateBase =>
      new AthenaStartQueryExecution(this, name, {
        queryString: JsonPath.stringAt(`$.${statement}`),
        queryExecutionContext: { databaseName: catalog.databaseName },
        workGroup: workgroup.name,
        integrationPattern: IntegrationPattern.RUN_JOB,
        resultPath: JsonPath.DISCARD,
      }).addRetry({ interval: Duration.minutes(1), maxAttempts, backoffRate: 1 });
    const required = (name: string, statement: keyof Statements, maxAttempts: number): TaskStateBase =>
      step(name, statement, maxAttempts).addCatch(failed);
    // Optimize and vacuum do a limited amount of work each time, and fail with "more runs needed" until all is done.
    const vacuum = required('Vacuum', 'vacuum', VACUUM_RETRIES);
    return (
      Chain.start(required('CreateTable', 'create', 2))
        .next(required('Merge', 'merge', 2))
        // Large files are optional: if they cannot be written, outdated files are still deleted.
        .next(step('Optimize', 'optimize', OPTIMIZE_RETRIES).addCatch(vacuum, { resultPath: JsonPath.DISCARD }))
        .next(vacuum)
        .next(new Pass(this, 'Compacted', { result: Result.fromString('compacted') }))
    );
  }

  private createSchedule({ schedule, deadLetterQueue }: CompactionProps, group: ScheduleGroup): void {
    const role = createSchedulerRole(this, group, 'Permissions of the compaction schedule', [
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachine.stateMachineArn] }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] }),
    ]);
    const { node } = new Schedule(this, 'Schedule', {
      description: 'Compacts the lake',
      schedule: ScheduleExpression.expression(schedule),
      scheduleGroup: group,
      target: new StepFunctionsStartExecution(this.stateMachine, {
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
        deadLetterQueue,
        role: role.withoutPolicyUpdates(),
      }),
    });
    // The schedule only contains the group's name, which does not count as a dependency.
    node.addDependency(group);
  }
}

const failedText: AlarmText = {
  name: 'compaction',
  symptom: 'A compaction failed after several attempts of a step, took longer than 10 hours, or could not be started.',
  impact: 'A compacted table is out of date. The lake and its views are up to date.',
  firstStep: 'Look at the last execution in Step Functions. It shows the statement and the error from Athena.',
  section: 'compaction',
};
