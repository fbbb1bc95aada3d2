import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import {
  Chain,
  DefinitionBody,
  IntegrationPattern,
  StateMachine,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { AthenaStartQueryExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import { Construct } from 'constructs';
import { createIcebergTable, mergeIntoIceberg, optimizeIceberg, vacuumIceberg } from '../catalogue/iceberg.ts';
import type { Layout } from '../catalogue/layout.ts';
import { latestTickets } from '../catalogue/views.ts';
import type { QueryWorkgroup } from './query-workgroup.ts';
import { schedulerRole } from './scheduler-role.ts';
import type { TicketCatalogue } from './ticket-catalogue.ts';
import type { TicketLake } from './ticket-lake.ts';

export interface CompactionProps {
  readonly lake: TicketLake;
  readonly layout: Layout;
  readonly catalogue: TicketCatalogue;
  readonly workgroup: QueryWorkgroup;

  /** When to compact, as EventBridge Scheduler spells it. */
  readonly schedule: string;

  /** Receives the ticks that could not be handed over. */
  readonly deadLetterQueue: IQueue;
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
    const compaction = {
      database: catalogue.databaseName,
      location: `s3://${lake.bucketName}/${folder}/`,
      latest: latestTickets(props.layout),
    };

    const step = (name: string, queryString: string): TaskStateBase =>
      new AthenaStartQueryExecution(this, name, {
        queryString,
        queryExecutionContext: { databaseName: catalogue.databaseName },
        workGroup: workgroup.name,
        integrationPattern: IntegrationPattern.RUN_JOB,
      }).addRetry({ interval: Duration.minutes(1), maxAttempts: 2, backoffRate: 3 });
    const steps = Chain.start(step('CreateTable', createIcebergTable(compaction)))
      .next(step('Merge', mergeIntoIceberg(compaction.latest)))
      .next(step('Optimize', optimizeIceberg()))
      .next(step('Vacuum', vacuumIceberg()));

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      comment: 'Brings the compacted copy of the tickets up to date',
      definitionBody: DefinitionBody.fromChainable(steps),
      timeout: Duration.hours(3),
      // The steps' own grants are for all databases and buckets.
      role: this.createRole(props, folder).withoutPolicyUpdates(),
    });
    this.stateMachine.node.addDependency(workgroup.workgroup, catalogue);
    for (const id of ['AwsSolutions-SF1', 'AwsSolutions-SF2']) {
      Validations.of(this.stateMachine).acknowledge({
        id,
        reason: 'Step Functions keeps the history of each execution for 90 days, Athena that of each query for 45.',
      });
    }

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

  private createRole({ lake, catalogue, workgroup }: CompactionProps, folder: string): Role {
    const stack = Stack.of(this);
    const glue = (resource: string, resourceName?: string): string =>
      stack.formatArn(
        resourceName === undefined
          ? { service: 'glue', resource }
          : { service: 'glue', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME },
      );
    const athena = (resource: string, resourceName: string): string =>
      stack.formatArn({ service: 'athena', resource, resourceName });
    const landed = lake.objectsArn;
    const compacted = lake.bucket.arnForObjects(`${folder}/*`);
    const results = workgroup.results.arnForObjects('*');
    const tables = glue('table', `${catalogue.databaseName}/*`);

    const role = new Role(this, 'StateMachineRole', {
      description: 'What the compaction may do',
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      inlinePolicies: {
        Compact: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['athena:StartQueryExecution', 'athena:StopQueryExecution', 'athena:GetQueryExecution'],
              resources: [athena('workgroup', workgroup.name)],
            }),
            new PolicyStatement({
              actions: ['athena:GetDataCatalog'],
              resources: [athena('datacatalog', 'AwsDataCatalog')],
            }),
            new PolicyStatement({
              actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:CreateTable', 'glue:UpdateTable'],
              resources: [glue('catalog'), glue('database', catalogue.databaseName), tables],
            }),
            new PolicyStatement({ actions: ['s3:GetObject'], resources: [landed] }),
            new PolicyStatement({
              actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
              resources: [compacted, results],
            }),
            new PolicyStatement({
              actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
              resources: [lake.bucket.bucketArn, workgroup.results.bucketArn],
            }),
          ],
        }),
      },
    });
    for (const arn of [landed, compacted, results, tables]) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${flattenCfnReference(stack.resolve(arn))}]`,
        reason: 'What Athena reads and writes below a prefix, or in a database, has names that only Athena knows.',
      });
    }
    return role;
  }
}
