import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
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
import { Construct } from 'constructs';
import { type IncrementalDataset, isIncremental } from '#catalog/dataset.ts';
import { createIcebergTable, mergeIntoIceberg, optimizeIceberg, vacuumIceberg } from '#catalog/iceberg.ts';
import { createSchedulerRole } from '../exporter/scheduler-role.ts';
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

  /** Receives invocations that could not be delivered. */
  readonly deadLetterQueue: IQueue;

  /** Receives the alarm on a failed compaction. */
  readonly topic: ITopic;
}

/** Athena runs at least 20 queries of an AWS account at a time. Most of them are for its users. */
const PARALLEL_DATASETS = 4;

const NOT_COMPACTED = 'not compacted';

/** The statements for one dataset. */
type Statements = Readonly<Record<'create' | 'merge' | 'optimize' | 'vacuum', string>>;

const statementsOf = (dataset: IncrementalDataset, database: string, location: string): Statements => ({
  create: createIcebergTable({ dataset, database, location }),
  merge: mergeIntoIceberg(dataset),
  optimize: optimizeIceberg(dataset),
  vacuum: vacuumIceberg(dataset),
});

/**
 * Keeps an Iceberg table with one row per record up to date for every resource with an incremental export: Scheduler, Step
 * Functions, Athena. The snapshots of a list are small, and a merge would keep rows that a later one lacks. Every step can be repeated at any time, and the tables can be rebuilt from the lake.
 */
export class Compaction extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: CompactionProps) {
    super(scope, id);
    this.stateMachine = this.createStateMachine(props);
    const failures = this.stateMachine.metricFailed({ period: Duration.hours(1), statistic: 'Sum' });
    createAlarm(this, props.topic, countAlarm('Failed', failedText, failures));
    this.createSchedule(props);
  }

  private createStateMachine(props: CompactionProps): StateMachine {
    const { lake, catalog, workgroup } = props;
    // Next to the lake's prefix and not under it, where objects may expire.
    const folder = `${lake.prefix}_iceberg`;
    const stateMachine = new StateMachine(this, 'StateMachine', {
      comment: 'Brings the compacted copies up to date',
      definitionBody: DefinitionBody.fromChainable(this.createSteps(props, `s3://${lake.bucketName}/${folder}`)),
      timeout: Duration.hours(3),
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
    const statements = datasets
      .filter(isIncremental)
      .map((dataset) => statementsOf(dataset, databaseName, `${location}/${dataset.name}/`));
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
    const vacuum = required('Vacuum', 'vacuum', 20);
    return (
      Chain.start(required('CreateTable', 'create', 2))
        .next(required('Merge', 'merge', 2))
        // Large files are optional: if they cannot be written, outdated files are still deleted.
        .next(step('Optimize', 'optimize', 20).addCatch(vacuum, { resultPath: JsonPath.DISCARD }))
        .next(vacuum)
        .next(new Pass(this, 'Compacted', { result: Result.fromString('compacted') }))
    );
  }

  private createSchedule({ schedule, deadLetterQueue }: CompactionProps): void {
    const group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    const role = createSchedulerRole(this, group, 'Permissions of the compaction schedule', [
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachine.stateMachineArn] }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] }),
    ]);
    new Schedule(this, 'Schedule', {
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
  }
}

const failedText: AlarmText = {
  name: 'compaction',
  symptom: 'The compaction of a table failed, after several attempts of its last step.',
  impact: 'the compacted table is out of date; the lake and its views are up to date.',
  firstStep: 'look at the last execution in Step Functions: it shows the statement and the error from Athena.',
  section: 'compaction',
};
