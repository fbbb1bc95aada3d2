import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { resourcesOf, synthesize } from '../support/infra/synthesize.ts';

const accounts = [
  { subdomain: 'acme' },
  { subdomain: 'a-cme' },
  { subdomain: 'globex', credentialsSecret: 'team/zendesk' },
];
const variants = {
  'of one account': synthesize(),
  'of several accounts': synthesize({ accounts }),
  'with an existing bucket': synthesize({ lakeBucket: 'my-lake' }),
  'with all options': synthesize({
    objectExpirationDays: 30,
    logRetentionDays: RetentionDays.ONE_WEEK,
    lakePrefix: 'raw',
    scanLimitGiB: 1,
    catalogDatabase: 'support',
    compactionSchedule: 'rate(1 day)',
  }),
  'without a catalog': synthesize({ catalog: false }),
};

const statement = z.looseObject({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.optional(z.unknown()),
});

/** Every object in the template that is a policy statement, wherever it stands. */
function statementsIn(node: unknown): z.infer<typeof statement>[] {
  if (typeof node !== 'object' || node === null) return [];
  const nested = Object.values(node).flatMap(statementsIn);
  return 'Effect' in node ? [statement.parse(node), ...nested] : nested;
}

describe.each(Object.entries(variants))('a stack %s', (_, template) => {
  const allowed = statementsIn(template.toJSON()).filter(({ Effect }) => Effect === 'Allow');

  it('allows no action by a wildcard', () => {
    const actions = allowed.flatMap(({ Action }) => Action);
    expect(actions).toContain('s3:PutObject');
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('allows nothing on a wildcard but objects under a prefix and tables of the database', () => {
    const wildcards = allowed
      .flatMap(({ Resource }) => Resource ?? [])
      .map((resource) => JSON.stringify(resource))
      .filter((resource) => resource.includes('*'));
    expect(wildcards).toContainEqual(expect.stringMatching(/\/(zendesk|raw)\/\*"\]\]\}$/));
    const known =
      /(\/(zendesk|raw)\/|\/raw_iceberg\/tickets\/|:table\/support\/|QueriesResults\w+","Arn"\]\},"\/)\*"\]\]\}$/;
    expect(wildcards.filter((resource) => !known.test(resource))).toEqual([]);
  });

  it('allows nothing to everyone', () => {
    expect(JSON.stringify(allowed)).not.toContain('"Principal":{"AWS"');
  });

  it('has one function, whose concurrency it does not reserve', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(1);
    expect(JSON.stringify(functions)).not.toContain('ReservedConcurrentExecutions');
  });

  it.each([
    'AWS::CloudFormation::CustomResource',
    'AWS::Lambda::Permission',
    'AWS::Lambda::Url',
    'AWS::IAM::Policy',
    'AWS::IAM::ManagedPolicy',
    'AWS::Events::Rule',
  ])('has no %s', (type) => {
    expect(resourcesOf(template, type)).toEqual([]);
  });

  it('has no custom resource of any name, no managed policy and no generated secret', () => {
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toContain('Custom::');
    expect(text).not.toContain('ManagedPolicyArns');
    expect(text).not.toContain('GenerateSecretString');
    expect(text).not.toContain('SecretString');
  });

  it('depends on no AWS account or region', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/\d{12}:|[a-z]{2}-[a-z]+-\d/);
  });
});

describe('the logical ids', () => {
  it('of what holds data stay as they are: another id is another, empty bucket, table or secret', () => {
    const template = variants['of one account'];
    const ids = ['AWS::S3::Bucket', 'AWS::DynamoDB::GlobalTable', 'AWS::SecretsManager::Secret'].map((type) =>
      resourcesOf(template, type).map(([id]) => id),
    );
    expect(ids).toEqual([
      ['LakeBucketB1D32E10', 'QueriesResultsB9A74B2C'],
      ['CursorsTable337F4E05'],
      ['CredentialsacmeB84B3A31'],
    ]);
  });

  it('of the data do not depend on the accounts and options', () => {
    for (const name of ['of several accounts', 'with all options'] as const) {
      const template = variants[name];
      expect(resourcesOf(template, 'AWS::S3::Bucket').map(([id]) => id)).toContain('LakeBucketB1D32E10');
      expect(resourcesOf(template, 'AWS::DynamoDB::GlobalTable').map(([id]) => id)).toEqual(['CursorsTable337F4E05']);
    }
  });
});

describe('several accounts', () => {
  const template = variants['of several accounts'];

  it('have a schedule each and share one function, also where a hyphen is all that tells them apart', () => {
    expect(resourcesOf(template, 'AWS::Scheduler::Schedule')).toHaveLength(3);
    expect(resourcesOf(template, 'AWS::SecretsManager::Secret')).toHaveLength(2);
    expect(resourcesOf(template, 'AWS::Lambda::Function')).toHaveLength(1);
    expect(resourcesOf(template, 'AWS::IAM::Role')).toHaveLength(2);
  });

  it('have their secrets listed in one output', () => {
    expect(template.findOutputs('SecretNames')).toEqual({
      SecretNames: { Value: 'zendesk-lake/acme,zendesk-lake/a-cme,team/zendesk' },
    });
  });
});

describe('the outputs', () => {
  it('tell what an operator looks for', () => {
    expect(variants['of one account'].findOutputs('*')).toEqual({
      LakeBucketName: { Value: { Ref: 'LakeBucketB1D32E10' } },
      LakePrefix: { Value: 'zendesk' },
      CursorTableName: { Value: { Ref: 'CursorsTable337F4E05' } },
      FunctionName: { Value: { Ref: expect.stringMatching(/^ExporterFunction/) } },
      ScheduleGroupName: { Value: expect.stringMatching(/^ZendeskLake-Schedules-Group-/) },
      LogGroupName: { Value: { Ref: expect.stringMatching(/^ExporterLogs/) } },
      AlarmTopicArn: { Value: { Ref: expect.stringMatching(/^MonitoringAlarmsTopic/) } },
      SecretNames: { Value: 'zendesk-lake/acme' },
      DatabaseName: { Value: 'zendesk_lake' },
      WorkgroupName: { Value: 'zendesk-lake' },
    });
  });

  it('tell after how many days objects expire, where they do', () => {
    const template = synthesize({ objectExpirationDays: 30, lakePrefix: 'raw' });
    expect(template.findOutputs('ObjectExpirationDays')).toMatchObject({ ObjectExpirationDays: { Value: '30' } });
    expect(template.findOutputs('LakePrefix')).toMatchObject({ LakePrefix: { Value: 'raw' } });
  });
});
