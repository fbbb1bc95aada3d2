import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { Construct } from 'constructs';
import { icebergTable } from '#catalog/iceberg.ts';
import { allowKeys } from '../storage/key-access.ts';
import type { LakeBucket } from '../storage/lake-bucket.ts';
import type { Catalog } from './catalog.ts';
import type { QueryWorkgroup } from './query-workgroup.ts';

export interface CompactionRoleProps {
  readonly lake: LakeBucket;
  readonly catalog: Catalog;
  readonly workgroup: QueryWorkgroup;

  /** Folder of the compacted tables in the lake's bucket, without a slash at either end. */
  readonly folder: string;
}

/**
 * Creates a role for the state machine of the compaction: Athena may read the lake and write the compacted tables, and
 * nothing else.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
 */
export function createCompactionRole(scope: Construct, props: CompactionRoleProps): Role {
  const stack = Stack.of(scope);
  const role = new Role(scope, 'StateMachineRole', {
    description: 'Permissions of the compaction',
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
    inlinePolicies: {
      Compact: new PolicyDocument({
        statements: [
          ...athenaStatements(stack, props),
          ...glueStatements(stack, props),
          ...s3Statements(props),
          // Only of use if Lake Formation governs the lake and grants the role access to tables.
          allow(['lakeformation:GetDataAccess'], ['*']),
          // Athena reads objects, and writes large ones in several parts.
          ...allowKeys(scope, 's3', ['kms:Decrypt', 'kms:GenerateDataKey'], props.lake.keyArns),
        ],
      }),
    },
  });
  const tables = [tablesArn(stack, props), compactedTablesArn(stack, props)];
  for (const arn of [...Object.values(objectArns(props)), ...tables]) {
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${flattenCfnReference(stack.resolve(arn))}]`,
      reason: 'Athena chooses the names of the objects and tables that it reads and writes.',
    });
  }
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'lakeformation:GetDataAccess has no resources. Lake Formation itself grants access to each table.',
  });
  return role;
}

function athenaStatements(stack: Stack, { workgroup }: CompactionRoleProps): PolicyStatement[] {
  const arn = (resource: string, resourceName: string): string =>
    stack.formatArn({ service: 'athena', resource, resourceName });
  return [
    allow(
      ['athena:StartQueryExecution', 'athena:StopQueryExecution', 'athena:GetQueryExecution'],
      [arn('workgroup', workgroup.name)],
    ),
    allow(['athena:GetDataCatalog'], [arn('datacatalog', 'AwsDataCatalog')]),
  ];
}

function glueStatements(stack: Stack, props: CompactionRoleProps): PolicyStatement[] {
  const { databaseName } = props.catalog;
  const catalog = stack.formatArn({ service: 'glue', resource: 'catalog' });
  const database = glueArn(stack, 'database', databaseName);
  const tables = tablesArn(stack, props);
  return [
    // Athena always looks into the database `default` too.
    allow(
      ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables'],
      [catalog, database, tables, glueArn(stack, 'database', 'default')],
    ),
    allow(['glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition'], [catalog, database, tables]),
    allow(['glue:CreateTable', 'glue:UpdateTable'], [catalog, database, compactedTablesArn(stack, props)]),
  ];
}

function s3Statements(props: CompactionRoleProps): PolicyStatement[] {
  const { lake, workgroup, folder } = props;
  const { landed, compacted, results } = objectArns(props);
  const resultsBucket = workgroup.results.bucketArn;
  return [
    allow(['s3:GetObject'], [landed, compacted, results]),
    allow(['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], [compacted, results]),
    allow(['s3:DeleteObject'], [compacted]),
    allow(['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], [lake.bucket.bucketArn, resultsBucket]),
    allow(['s3:ListBucket'], [resultsBucket]),
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [lake.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': [`${lake.prefix}/*`, `${folder}/*`] } },
    }),
  ];
}

const objectArns = ({ lake, workgroup, folder }: CompactionRoleProps) => ({
  landed: lake.objectsArn,
  compacted: lake.bucket.arnForObjects(`${folder}/*`),
  results: workgroup.results.arnForObjects('*'),
});

const tablesArn = (stack: Stack, { catalog }: CompactionRoleProps): string =>
  glueArn(stack, 'table', `${catalog.databaseName}/*`);

const compactedTablesArn = (stack: Stack, { catalog }: CompactionRoleProps): string =>
  glueArn(stack, 'table', `${catalog.databaseName}/${icebergTable({ name: '*' })}`);

const glueArn = (stack: Stack, resource: string, resourceName: string): string =>
  stack.formatArn({ service: 'glue', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });

const allow = (actions: string[], resources: string[]): PolicyStatement => new PolicyStatement({ actions, resources });
