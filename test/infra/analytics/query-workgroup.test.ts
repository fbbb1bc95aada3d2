import { expect, it } from 'vitest';
import { logicalIdOf, resourceOf, synthesize } from '#test/support/infra/synthesize.ts';

it('the workgroup enforces a result location and a scan limit', () => {
  const template = synthesize();
  expect(resourceOf(template, 'AWS::Athena::WorkGroup').Properties).toMatchObject({
    Name: 'zendesk-lake',
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
      BytesScannedCutoffPerQuery: 100 * 1024 ** 3,
      ResultConfiguration: {
        OutputLocation: {
          'Fn::Join': ['', ['s3://', { Ref: logicalIdOf(template, 'AWS::S3::Bucket', 'Queries') }, '/']],
        },
        EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
      },
    },
  });
});

it('the scan limit and the name are configurable', () => {
  const template = synthesize({ scanLimitGiB: 0.5, catalogDatabase: 'support_tickets' });
  expect(resourceOf(template, 'AWS::Athena::WorkGroup').Properties).toMatchObject({
    Name: 'support-tickets',
    WorkGroupConfiguration: { BytesScannedCutoffPerQuery: 1024 ** 3 / 2 },
  });
});

it('results are private and expire after a week', () => {
  const bucket = resourceOf(synthesize(), 'AWS::S3::Bucket', 'Queries');
  expect(bucket.Properties).toMatchObject({
    LifecycleConfiguration: { Rules: [{ Id: 'ExpireResults', Status: 'Enabled', ExpirationInDays: 7 }] },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
  });
  expect(bucket.Properties).not.toHaveProperty('VersioningConfiguration');
});
