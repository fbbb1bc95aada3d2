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

describe('created secret', () => {
  it('contains no value, uses a predictable name and describes the expected JSON', () => {
    expect(resourceOf(synthesize(), 'AWS::SecretsManager::Secret').Properties).toEqual({
      Name: 'zendesk-lake/acme',
      Description: expect.stringContaining('Preferred: {"clientId":"...","clientSecret":"..."}'),
    });
  });

  it('exists once per account, and the function can read exactly these secrets', () => {
    const accounts = [{ subdomain: 'acme' }, { subdomain: 'globex' }];
    const template = synthesize({ accounts });
    const names = resourcesOf(template, 'AWS::SecretsManager::Secret').map(([, secret]) => secret.Properties['Name']);
    expect(names).toEqual(['zendesk-lake/acme', 'zendesk-lake/globex']);
    expect(rolePolicies(accounts)).toMatchObject(
      policyReading([
        { Ref: expect.stringMatching(/^Credentialsacme/) },
        { Ref: expect.stringMatching(/^Credentialsglobex/) },
      ]),
    );
  });
});

describe('existing secret', () => {
  const accounts = [{ subdomain: 'acme', credentialsSecret: 'team/zendesk' }];

  it('replaces the created secret', () => {
    const template = synthesize({ accounts });
    expect(resourcesOf(template, 'AWS::SecretsManager::Secret')).toEqual([]);
    expect(template.findOutputs('SecretNames')).toEqual({ SecretNames: { Value: 'team/zendesk' } });
  });

  it('becomes the only secret that the function can read, with any six-character ARN suffix', () => {
    expect(rolePolicies(accounts)).toMatchObject(policyReading(arnPattern('team/zendesk')));
  });

  it('can be shared by two accounts and appears once in the policy', () => {
    const shared = [...accounts, { subdomain: 'globex', credentialsSecret: 'team/zendesk' }];
    expect(rolePolicies(shared)).toMatchObject(policyReading(arnPattern('team/zendesk')));
  });

  it('can be combined with created secrets', () => {
    expect(rolePolicies([...accounts, { subdomain: 'globex' }])).toMatchObject(
      policyReading([arnPattern('team/zendesk'), { Ref: expect.stringMatching(/^Credentialsglobex/) }]),
    );
  });
});
