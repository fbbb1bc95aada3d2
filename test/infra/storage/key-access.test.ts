import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { resourceOf, resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

const SECRET_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/5ec2e700-0000-4000-8000-000000000000';
const LAKE_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1a4e0000-0000-4000-8000-000000000000';

const policies = z.array(
  z.object({
    PolicyDocument: z.object({
      Statement: z.array(z.looseObject({ Action: z.union([z.string(), z.array(z.string())]) })),
    }),
  }),
);

/** Returns the statements of a role that concern KMS keys. */
function keyStatements(template: ReturnType<typeof synthesize>, role: string): unknown[] {
  const { Policies } = resourceOf(template, 'AWS::IAM::Role', role).Properties;
  return policies
    .parse(Policies)
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('kms:')));
}

const through = (service: string) => ({
  StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', [`${service}.`, { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
});

describe('customer managed KMS keys', () => {
  const template = synthesize({
    accounts: [
      { subdomain: 'acme', secretKeyArn: SECRET_KEY },
      { subdomain: 'globex', secretKeyArn: SECRET_KEY },
    ],
    lakeKeyArn: LAKE_KEY,
    compactionSchedule: 'rate(1 day)',
  });

  it('let the function decrypt secrets and encrypt objects, only through these services', () => {
    expect(keyStatements(template, 'ExporterRole')).toEqual([
      { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: LAKE_KEY, Condition: through('s3') },
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: SECRET_KEY, Condition: through('secretsmanager') },
    ]);
  });

  it('let the compaction decrypt and encrypt objects, and no secret', () => {
    expect(keyStatements(template, 'CompactionStateMachineRole')).toEqual([
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: LAKE_KEY,
        Condition: through('s3'),
      },
    ]);
  });

  it('encrypt the created buckets by default, with a bucket key, and the results of Athena', () => {
    for (const [, { Properties }] of resourcesOf(template, 'AWS::S3::Bucket')) {
      expect(Properties['BucketEncryption']).toEqual({
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: LAKE_KEY },
          },
        ],
      });
    }
    expect(resourceOf(template, 'AWS::Athena::WorkGroup').Properties).toMatchObject({
      WorkGroupConfiguration: {
        ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: LAKE_KEY } },
      },
    });
  });

  it('let the function encrypt objects in an existing bucket', () => {
    const existing = synthesize({ lakeBucket: 'my-lake', lakeKeyArn: LAKE_KEY, catalog: false });
    expect(keyStatements(existing, 'ExporterRole')).toHaveLength(1);
    expect(resourcesOf(existing, 'AWS::S3::Bucket')).toEqual([]);
  });

  it('grant no role access to KMS unless they are configured', () => {
    expect(keyStatements(synthesize({ compactionSchedule: 'rate(1 day)' }), 'ExporterRole')).toEqual([]);
    expect(keyStatements(synthesize({ compactionSchedule: 'rate(1 day)' }), 'CompactionStateMachineRole')).toEqual([]);
  });
});
