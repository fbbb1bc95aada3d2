import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import { Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { kebabName } from '../config/stack-names.ts';
import type { ExportFunction } from '../exporter/export-function.ts';
import type { ExportSchedules } from '../exporter/export-schedules.ts';
import { type Credentials, secretArn } from '../storage/credentials.ts';
import type { CursorTable } from '../storage/cursor-table.ts';
import { allowKeys } from '../storage/key-access.ts';
import type { LakeBucket } from '../storage/lake-bucket.ts';
import type { OperatorAction } from './command-actions.ts';

export interface OperatorPolicyProps {
  readonly lake: LakeBucket;
  readonly cursors: CursorTable;
  readonly credentials: Credentials;
  readonly exportFunction: ExportFunction;
  readonly schedules: ExportSchedules;
}

type Grant = {
  readonly actions: readonly OperatorAction[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, unknown>>;
};

/** A managed policy that allows all commands of the command line on this stack, and nothing else. */
export class OperatorPolicy extends Construct {
  readonly policyArn: string;

  constructor(scope: Construct, id: string, props: OperatorPolicyProps) {
    super(scope, id);
    const { lake, credentials } = props;
    const grants = this.listGrants(props);
    const policy = new ManagedPolicy(this, 'Policy', {
      description: 'Allows the commands of zendesk-lake on one stack',
      statements: [
        ...grants.map(
          ({ actions, resources, conditions }) =>
            new PolicyStatement({
              actions: [...actions],
              resources: [...resources],
              ...(conditions !== undefined && { conditions }),
            }),
        ),
        ...allowKeys(this, 's3', ['kms:Decrypt'], lake.keyArns),
        ...allowKeys(this, 'secretsmanager', ['kms:Decrypt', 'kms:GenerateDataKey'], credentials.keyArns),
      ],
    });
    for (const arn of grants.flatMap(({ resources }) => resources)) {
      Validations.of(policy).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${flattenCfnReference(Stack.of(this).resolve(arn))}]`,
        reason: 'Objects, schedules and secrets of the stack have names that are not known in advance.',
      });
    }
    this.policyArn = policy.managedPolicyArn;
  }

  private listGrants({ lake, cursors, credentials, exportFunction, schedules }: OperatorPolicyProps): Grant[] {
    const stack = Stack.of(this);
    const schedule = (resourceName: string): string =>
      stack.formatArn({ service: 'scheduler', resource: 'schedule', resourceName });
    // Those of accounts that are not deployed yet, too.
    const ownSecrets = secretArn(this, `${kebabName(stack.stackName)}/*`);
    return [
      { actions: ['cloudformation:DescribeStacks'], resources: [stack.stackId] },
      // AWS checks this action on all schedules of all groups, even if a group is given.
      { actions: ['scheduler:ListSchedules'], resources: [schedule('*/*')] },
      {
        actions: ['scheduler:GetSchedule', 'scheduler:UpdateSchedule'],
        resources: [schedule(`${schedules.group.scheduleGroupName}/*`)],
      },
      {
        actions: ['iam:PassRole'],
        resources: [schedules.role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      },
      { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [cursors.table.tableArn] },
      // Without a condition on the prefix: HeadBucket needs the same action and has no prefix.
      { actions: ['s3:ListBucket'], resources: [lake.bucket.bucketArn] },
      { actions: ['s3:GetObject'], resources: [lake.objectsArn] },
      {
        actions: [
          'secretsmanager:CreateSecret',
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:RestoreSecret',
        ],
        resources: [ownSecrets, ...credentials.otherSecretArns],
      },
      {
        actions: ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
        resources: [exportFunction.lambda.functionArn],
      },
    ];
  }
}
