import { describe, expect, it } from 'vitest';
import { resourceOf, resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

const lifecycleRules = [
  { Id: 'AbortUploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
  {
    Id: 'ExpireOldVersions',
    Status: 'Enabled',
    NoncurrentVersionExpiration: { NoncurrentDays: 30 },
    ExpiredObjectDeleteMarker: true,
  },
];

describe('lake bucket', () => {
  const template = synthesize();
  const bucket = resourceOf(template, 'AWS::S3::Bucket', 'Lake');

  it('blocks public access, encrypts and versions objects, expires none by default and sends events to EventBridge', () => {
    expect(bucket.Properties).toEqual({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: lifecycleRules },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  it('denies requests without TLS and allows nothing else', () => {
    const Arn = { 'Fn::GetAtt': [expect.stringMatching(/^LakeBucket/), 'Arn'] };
    expect(resourceOf(template, 'AWS::S3::BucketPolicy', 'Lake').Properties['PolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 's3:*',
          Resource: [Arn, { 'Fn::Join': ['', [Arn, '/*']] }],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
  });

  it('expires objects under the prefix after objectExpirationDays', () => {
    const template = synthesize({ objectExpirationDays: 730, lakePrefix: 'raw/zendesk' });
    expect(resourceOf(template, 'AWS::S3::Bucket', 'Lake').Properties['LifecycleConfiguration']).toEqual({
      Rules: [
        ...lifecycleRules,
        { Id: 'ExpireObjects', Status: 'Enabled', Prefix: 'raw/zendesk/', ExpirationInDays: 730 },
      ],
    });
  });
});

/** A rule of the bucket with the prefix `raw/zendesk`. */
const expire = (Id: string, Prefix: string, ExpirationInDays: number) => ({
  Id,
  Status: 'Enabled',
  Prefix: `raw/zendesk/${Prefix}`,
  ExpirationInDays,
});

describe('snapshots of lists', () => {
  const lists = ['groups', 'macros', 'holidays', 'audit_logs', 'satisfaction_ratings', 'survey_responses'];
  const accounts = [
    { subdomain: 'acme', resources: ['tickets', ...lists] },
    { subdomain: 'globex', resources: ['views', 'macros'] },
  ];
  const template = synthesize({
    accounts,
    objectExpirationDays: 730,
    snapshotExpirationDays: 30,
    lakePrefix: 'raw/zendesk',
  });

  it('expire after snapshotExpirationDays by one rule per list, but never those of lists with a window', () => {
    expect(resourceOf(template, 'AWS::S3::Bucket', 'Lake').Properties['LifecycleConfiguration']).toEqual({
      Rules: [
        ...lifecycleRules,
        expire('ExpireObjects', '', 730),
        ...['groups', 'macros', 'holidays', 'views'].map((name) => expire(`ExpireSnapshots-${name}`, `${name}/`, 30)),
      ],
    });
  });

  it('show their expiration to the command line in an output', () => {
    expect(template.findOutputs('SnapshotExpirationDays')).toEqual({ SnapshotExpirationDays: { Value: '30' } });
  });
});

describe('existing lake bucket', () => {
  const template = synthesize({ lakeBucket: 'my-lake', lakePrefix: 'raw', catalog: false });

  it('receives the objects, and the stack creates no bucket and no bucket policy', () => {
    expect(resourcesOf(template, 'AWS::S3::Bucket')).toEqual([]);
    expect(resourcesOf(template, 'AWS::S3::BucketPolicy')).toEqual([]);
    expect(resourceOf(template, 'AWS::Lambda::Function').Properties['Environment']).toMatchObject({
      Variables: { LAKE_BUCKET: 'my-lake', LAKE_PREFIX: 'raw' },
    });
    expect(template.findOutputs('LakeBucketName')).toEqual({ LakeBucketName: { Value: 'my-lake' } });
  });

  it('grants the function access under the prefix only', () => {
    expect(resourceOf(template, 'AWS::IAM::Role', 'ExporterRole').Properties['Policies']).toMatchObject([
      {
        PolicyDocument: {
          Statement: expect.arrayContaining([
            {
              Effect: 'Allow',
              Action: 's3:PutObject',
              Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::my-lake/raw/*']] },
            },
          ]),
        },
      },
    ]);
  });
});
