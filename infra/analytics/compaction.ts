import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import {
  Chain,
  DefinitionBody,
  IntegrationPattern,
  StateMachine,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { AthenaStartQueryExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { DATASETS } from '#catalog/datasets.ts';
import {
  createIcebergTable,
  icebergTable,
  mergeIntoIceberg,
  optimizeIceberg,
  vacuumIceberg,
} from '#catalog/iceberg.ts';
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

/**
 * Keeps an Iceberg table with one row per ticket up to date: Scheduler, Step Functions, Athena. Every step can be
 * repeated at any time, and the table can be rebuilt from the lake.
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
    const folder = `${lake.prefix}_iceberg/tickets`;
    const stateMachine = new StateMachine(this, 'StateMachine', {
      comment: 'Brings the compacted copy of the tickets up to date',
      definitionBody: DefinitionBody.fromChainable(this.createSteps(props, `s3://${lake.bucketName}/${folder}/`)),
      timeout: Duration.hours(3),
      // The steps' own grants are for all databases and buckets.
      role: createCompactionRole(this, {
        ...props,
        folder,
        table: icebergTable(DATASETS.tickets),
      }).withoutPolicyUpdates(),
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

  private createSteps({ catalog, workgroup }: CompactionProps, location: string): Chain {
    const dataset = DATASETS.tickets;
    const compaction = { dataset, database: catalog.databaseName, location };
    const step = (name: string, queryString: string, maxAttempts: number): TaskStateBase =>
      new AthenaStartQueryExecution(this, name, {
        queryString,
        queryExecutionContext: { databaseName: catalog.databaseName },
        workGroup: workgroup.name,
        integrationPattern: IntegrationPattern.RUN_JOB,
      }).addRetry({ interval: Duration.minutes(1), maxAttempts, backoffRate: 1 });
    // Optimize and vacuum do a limited amount of work each time, and fail with "more runs needed" until all is done.
    const vacuum = step('Vacuum', vacuumIceberg(dataset), 20);
    return (
      Chain.start(step('CreateTable', createIcebergTable(compaction), 2))
        .next(step('Merge', mergeIntoIceberg(dataset), 2))
        // Large files are optional: if they cannot be written, outdated files are still deleted.
        .next(step('Optimize', optimizeIceberg(dataset), 20).addCatch(vacuum))
        .next(vacuum)
    );
  }

  private createSchedule({ schedule, deadLetterQueue }: CompactionProps): void {
    const group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    const role = createSchedulerRole(this, group, 'Permissions of the compaction schedule', [
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachine.stateMachineArn] }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] }),
    ]);
    new Schedule(this, 'Schedule', {
      description: 'Compacts the tickets',
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
  symptom: 'A compaction failed, after several attempts of its last step.',
  impact: 'the compacted table is out of date; the lake and its views are up to date.',
  firstStep: 'look at the last execution in Step Functions: it shows the statement and the error from Athena.',
  section: 'compaction',
};
