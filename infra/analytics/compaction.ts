import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
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
import type { Layout } from '#catalog/layout.ts';
import { compactionRole } from './compaction-role.ts';
import type { QueryWorkgroup } from './query-workgroup.ts';
import { operatorAlarm, type Reading } from '../monitoring/operator-alarm.ts';
import { schedulerRole } from '../exporter/scheduler-role.ts';
import type { TicketCatalogue } from './catalog.ts';
import type { TicketLake } from '../storage/lake-bucket.ts';

export interface CompactionProps {
  readonly lake: TicketLake;
  readonly layout: Layout;
  readonly catalogue: TicketCatalogue;
  readonly workgroup: QueryWorkgroup;

  /** When to compact, as EventBridge Scheduler spells it. */
  readonly schedule: string;

  /** Receives the ticks that could not be handed over. */
  readonly deadLetterQueue: IQueue;

  /** Is told when a compaction has failed. */
  readonly topic: ITopic;
}

/**
 * Keeps an Iceberg table with one row per ticket up to date: Scheduler, Step Functions, Athena. Every step can be
 * repeated at any time, and the table can be made anew from the lake.
 */
export class Compaction extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: CompactionProps) {
    super(scope, id);
    const { lake, catalogue, workgroup, deadLetterQueue } = props;
    // Beside the lake's prefix and not under it, where objects may expire.
    const folder = `${lake.prefix}_iceberg/tickets`;
    const dataset = DATASETS.tickets;
    const compaction = {
      dataset,
      layout: props.layout,
      database: catalogue.databaseName,
      location: `s3://${lake.bucketName}/${folder}/`,
    };

    const step = (name: string, queryString: string, maxAttempts: number): TaskStateBase =>
      new AthenaStartQueryExecution(this, name, {
        queryString,
        queryExecutionContext: { databaseName: catalogue.databaseName },
        workGroup: workgroup.name,
        integrationPattern: IntegrationPattern.RUN_JOB,
      }).addRetry({ interval: Duration.minutes(1), maxAttempts, backoffRate: 1 });
    // The upkeep does so much at a time, and fails with "more runs needed" until it has done all.
    const vacuum = step('Vacuum', vacuumIceberg(dataset), 20);
    const steps = Chain.start(step('CreateTable', createIcebergTable(compaction), 2))
      .next(step('Merge', mergeIntoIceberg(compaction), 2))
      // Large files are a comfort: where they cannot be made, what is outdated goes all the same.
      .next(step('Optimize', optimizeIceberg(dataset), 20).addCatch(vacuum))
      .next(vacuum);

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      comment: 'Brings the compacted copy of the tickets up to date',
      definitionBody: DefinitionBody.fromChainable(steps),
      timeout: Duration.hours(3),
      // The steps' own grants are for all databases and buckets.
      role: compactionRole(this, { ...props, folder, table: icebergTable(dataset) }).withoutPolicyUpdates(),
    });
    this.stateMachine.node.addDependency(workgroup.workgroup, catalogue);
    for (const id of ['AwsSolutions-SF1', 'AwsSolutions-SF2']) {
      Validations.of(this.stateMachine).acknowledge({
        id,
        reason: 'Step Functions keeps the history of each execution for 90 days, Athena that of each query for 45.',
      });
    }

    operatorAlarm(this, 'Failed', {
      metric: this.stateMachine.metricFailed({ period: Duration.hours(1), statistic: 'Sum' }),
      comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      periods: 1,
      bad: 1,
      // There is nothing to count but now and then.
      missing: TreatMissingData.NOT_BREACHING,
      topic: props.topic,
      reading: failed,
    });

    const group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    const role = schedulerRole(this, group, 'What the schedule of the compaction may do', [
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachine.stateMachineArn] }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] }),
    ]);
    new Schedule(this, 'Schedule', {
      description: 'Compacts the tickets',
      schedule: ScheduleExpression.expression(props.schedule),
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

const failed: Reading = {
  title: 'compaction',
  seen: 'A compaction has failed, after several attempts of its last step.',
  impact: 'the compacted table stays as it was; the lake and its views are up to date.',
  first: 'look at the last execution in Step Functions: it shows the statement and what Athena says of it.',
  section: 'compaction',
};
