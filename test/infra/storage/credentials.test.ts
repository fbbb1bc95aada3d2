import { describe, expect, it } from 'vitest';
import type { Account } from '#infra/config/config-schema.ts';
import { resourceOf, resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

const readable = (accounts: readonly Account[]): unknown =>
  resourceOf(synthesize({ accounts }), 'AWS::IAM::Role', 'ExporterRole').Properties['Policies'];

const reading = (Resource: unknown): object[] => [
  {
    PolicyDocument: {
      Statement: expect.arrayContaining([{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource }]),
    },
  },
];

const existing = (name: string): unknown => ({
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

describe('the secret', () => {
  it('is created empty, under a name that can be told beforehand, and says what to put in', () => {
    expect(resourceOf(synthesize(), 'AWS::SecretsManager::Secret').Properties).toEqual({
      Name: 'zendesk-lake/acme',
      Description: expect.stringContaining('Preferred: {"clientId":"...","clientSecret":"..."}'),
    });
  });

  it('is one per account, and the function may read exactly these', () => {
    const accounts = [{ subdomain: 'acme' }, { subdomain: 'globex' }];
    const template = synthesize({ accounts });
    const names = resourcesOf(template, 'AWS::SecretsManager::Secret').map(([, secret]) => secret.Properties['Name']);
    expect(names).toEqual(['zendesk-lake/acme', 'zendesk-lake/globex']);
    expect(readable(accounts)).toMatchObject(
      reading([
        { Ref: expect.stringMatching(/^Credentialsacme/) },
        { Ref: expect.stringMatching(/^Credentialsglobex/) },
      ]),
    );
  });
});

describe('an existing secret', () => {
  const accounts = [{ subdomain: 'acme', credentialsSecret: 'team/zendesk' }];

  it('is named instead of creating one', () => {
    const template = synthesize({ accounts });
    expect(resourcesOf(template, 'AWS::SecretsManager::Secret')).toEqual([]);
    expect(template.findOutputs('SecretNames')).toEqual({ SecretNames: { Value: 'team/zendesk' } });
  });

  it('is the only one that the function may read, whatever six characters end its ARN', () => {
    expect(readable(accounts)).toMatchObject(reading(existing('team/zendesk')));
  });

  it('may belong to two accounts, and is named once', () => {
    const shared = [...accounts, { subdomain: 'globex', credentialsSecret: 'team/zendesk' }];
    expect(readable(shared)).toMatchObject(reading(existing('team/zendesk')));
  });

  it('may stand beside created ones', () => {
    expect(readable([...accounts, { subdomain: 'globex' }])).toMatchObject(
      reading([existing('team/zendesk'), { Ref: expect.stringMatching(/^Credentialsglobex/) }]),
    );
  });
});
