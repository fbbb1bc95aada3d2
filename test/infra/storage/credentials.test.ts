import { describe, expect, it } from 'vitest';
import type { Account } from '#infra/config/config-schema.ts';
import { resourceOf, resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

const rolePolicies = (accounts: readonly Account[]): unknown =>
  resourceOf(synthesize({ accounts }), 'AWS::IAM::Role', 'ExporterRole').Properties['Policies'];

const policyReading = (Resource: unknown): object[] => [
  {
    PolicyDocument: {
      Statement: expect.arrayContaining([{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource }]),
    },
  },
];

const arnPattern = (name: string): unknown => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':secretsmanager:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      `:secret:${name}-??????`,
    ],
  ],
});

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:team/zendesk-AbCdEf';

describe('secrets with credentials', () => {
  it('never belong to the stack, which would delete them', () => {
    const accounts = [{ subdomain: 'acme' }, { subdomain: 'globex', credentialsSecret: 'team/zendesk' }];
    const template = synthesize({ accounts });
    expect(resourcesOf(template, 'AWS::SecretsManager::Secret')).toEqual([]);
    expect(template.findOutputs('SecretNames')).toEqual({ SecretNames: { Value: 'zendesk-lake/acme,team/zendesk' } });
  });

  it('can be read by the function, each by its name with any six-character ARN suffix', () => {
    expect(rolePolicies([{ subdomain: 'acme' }])).toMatchObject(policyReading(arnPattern('zendesk-lake/acme')));
    expect(
      rolePolicies([{ subdomain: 'acme' }, { subdomain: 'globex', credentialsSecret: 'team/zendesk' }]),
    ).toMatchObject(policyReading([arnPattern('team/zendesk'), arnPattern('zendesk-lake/acme')]));
  });

  it('can be named by their full ARN, which becomes the resource', () => {
    const accounts = [{ subdomain: 'acme', credentialsSecret: ARN }];
    expect(rolePolicies(accounts)).toMatchObject(policyReading(ARN));
    const { Properties } = resourceOf(synthesize({ accounts }), 'AWS::Scheduler::Schedule');
    expect(JSON.stringify(Properties['Target'])).toContain(`\\"credentialsSecretId\\":\\"${ARN}\\"`);
  });

  it('can be shared by two accounts and appear once in the policy', () => {
    const shared = ['acme', 'globex'].map((subdomain) => ({ subdomain, credentialsSecret: 'team/zendesk' }));
    expect(rolePolicies(shared)).toMatchObject(policyReading(arnPattern('team/zendesk')));
  });
});
