import { AwsSolutionsChecks } from 'cdk-nag';
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { createStack } from '../support/infra/synthesize.ts';

function findings(stack: Stack): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  return violations.map(({ ruleName }) => ruleName).sort();
}

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/5ec2e700-0000-4000-8000-000000000000';
const accounts = [{ subdomain: 'acme' }, { subdomain: 'globex', credentialsSecret: 'team/zendesk' }];

describe('cdk-nag', () => {
  it.each([
    ['for one account', {}],
    ['for several accounts', { accounts }],
    ['with an existing bucket', { lakeBucket: 'my-lake', lakePrefix: 'raw/zendesk' }],
    ['with all options', { objectExpirationDays: 30, logRetentionDays: 7 as const, lakePrefix: 'raw' }],
    ['without a catalog', { catalog: false }],
    ['with KMS keys', { lakeKeyArn: KEY, accounts: [{ subdomain: 'acme', secretKeyArn: KEY }] }],
    ['with a policy for operators', { accounts, operatorPolicy: true }],
    ['with compaction', { compactionSchedule: 'rate(1 day)' }],
    ['with compaction and an existing bucket', { compactionSchedule: 'rate(1 day)', lakeBucket: 'my-lake' }],
  ])('reports no unacknowledged finding for a stack %s', (_, props) => {
    expect(findings(createStack(props))).toEqual([]);
  });

  it('reports the same findings on other resources, since each acknowledgment covers one resource', () => {
    const stack = createStack();
    const bucket = new Bucket(stack, 'OtherBucket', { enforceSSL: true });
    const role = new Role(stack, 'OtherRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('zendesk/*')],
      }),
    );
    new Queue(stack, 'OtherQueue', { enforceSSL: true });

    expect(findings(stack)).toEqual([
      expect.stringMatching(/^AwsSolutions-IAM5\[Resource::<OtherBucket.*\.Arn>\/zendesk\/\*\]$/),
      'AwsSolutions-S1',
      'AwsSolutions-SQS3',
    ]);
  });

  it('reports another wildcard in the role whose prefix wildcard is acknowledged', () => {
    const stack = createStack();
    const role = stack.node.findChild('Exporter').node.findChild('Role');
    if (!(role instanceof Role)) throw new TypeError('the exporter has no role');
    role.addToPolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));

    expect(findings(stack)).toEqual(['AwsSolutions-IAM5[Action::s3:*]', 'AwsSolutions-IAM5[Resource::*]']);
  });
});
