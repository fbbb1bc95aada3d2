import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { Construct } from 'constructs';
import type { QueryWorkgroup } from './query-workgroup.ts';
import type { TicketCatalogue } from './catalog.ts';
import type { TicketLake } from '../storage/lake-bucket.ts';

export interface CompactionRoleProps {
  readonly lake: TicketLake;
  readonly catalogue: TicketCatalogue;
  readonly workgroup: QueryWorkgroup;

  /** Where the compacted table's data lie in the lake's bucket, without a slash at either end. */
  readonly folder: string;

  /** The compacted table's name. */
  readonly table: string;
}

/**
 * A role by which Step Functions can have Athena read the lake and write the compacted table, and nothing else.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
 */
export function compactionRole(scope: Construct, props: CompactionRoleProps): Role {
  const { lake, catalogue, workgroup, folder, table } = props;
  const stack = Stack.of(scope);
  const glue = (resource: string, resourceName: string): string =>
    stack.formatArn({ service: 'glue', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
  const athena = (resource: string, resourceName: string): string =>
    stack.formatArn({ service: 'athena', resource, resourceName });
  const catalog = stack.formatArn({ service: 'glue', resource: 'catalog' });
  const database = glue('database', catalogue.databaseName);
  const tables = glue('table', `${catalogue.databaseName}/*`);
  const landed = lake.objectsArn;
  const compacted = lake.bucket.arnForObjects(`${folder}/*`);
  const results = workgroup.results.arnForObjects('*');
  const resultsBucket = workgroup.results.bucketArn;
  const write = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

  const statements = [
    allow(
      ['athena:StartQueryExecution', 'athena:StopQueryExecution', 'athena:GetQueryExecution'],
      [athena('workgroup', workgroup.name)],
    ),
    allow(['athena:GetDataCatalog'], [athena('datacatalog', 'AwsDataCatalog')]),
    // Athena looks into the database `default` whatever it is asked.
    allow(
      ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables'],
      [catalog, database, tables, glue('database', 'default')],
    ),
    allow(['glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition'], [catalog, database, tables]),
    allow(
      ['glue:CreateTable', 'glue:UpdateTable'],
      [catalog, database, glue('table', `${catalogue.databaseName}/${table}`)],
    ),
    allow(['s3:GetObject'], [landed, compacted, results]),
    allow(write, [compacted, results]),
    allow(['s3:DeleteObject'], [compacted]),
    allow(['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], [lake.bucket.bucketArn, resultsBucket]),
    allow(['s3:ListBucket'], [resultsBucket]),
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [lake.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': [`${lake.prefix}/*`, `${folder}/*`] } },
    }),
  ];
  const role = new Role(scope, 'StateMachineRole', {
    description: 'What the compaction may do',
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
    inlinePolicies: { Compact: new PolicyDocument({ statements }) },
  });
  for (const arn of [landed, compacted, results, tables]) {
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${flattenCfnReference(stack.resolve(arn))}]`,
      reason: 'What Athena reads and writes below a prefix, or in a database, has names that only Athena knows.',
    });
  }
  return role;
}

const allow = (actions: string[], resources: string[]): PolicyStatement => new PolicyStatement({ actions, resources });
