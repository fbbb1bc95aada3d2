import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { resourcesOf, synthesize } from '../support/infra/synthesize.ts';

const accounts = [
  { subdomain: 'acme' },
  { subdomain: 'a-cme' },
  { subdomain: 'globex', credentialsSecret: 'team/zendesk' },
];
const variants = {
  'for one account': synthesize(),
  'for several accounts': synthesize({ accounts }),
  'with an existing bucket': synthesize({ lakeBucket: 'my-lake' }),
  'with all options': synthesize({
    accounts: [{ subdomain: 'acme', resources: ['all'] }],
    objectExpirationDays: 30,
    snapshotExpirationDays: 3,
    logRetentionDays: 7,
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

/** Finds the policy statements at any depth of the template. */
function findStatements(node: unknown): z.infer<typeof statement>[] {
  if (typeof node !== 'object' || node === null) return [];
  const nested = Object.values(node).flatMap(findStatements);
  return 'Effect' in node ? [statement.parse(node), ...nested] : nested;
}

describe.each(Object.entries(variants))('a stack %s', (_, template) => {
  const allowed = findStatements(template.toJSON()).filter(({ Effect }) => Effect === 'Allow');

  it('allows no action with a wildcard', () => {
    const actions = allowed.flatMap(({ Action }) => Action);
    expect(actions).toContain('s3:PutObject');
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('uses wildcard resources only for objects under a prefix and tables of the database', () => {
    const wildcards = allowed
      // Lake Formation grants access to tables itself.
      .filter(({ Action }) => Action !== 'lakeformation:GetDataAccess')
      .flatMap(({ Resource }) => Resource ?? [])
      .map((resource) => JSON.stringify(resource))
      .filter((resource) => resource.includes('*'));
    expect(wildcards).toContainEqual(expect.stringMatching(/\/(zendesk|raw)\/\*"\]\]\}$/));
    const known =
      /(\/(zendesk|raw)\/|\/raw_iceberg\/|:table\/support\/|QueriesResults\w+","Arn"\]\},"\/)\*(_iceberg)?"\]\]\}$/;
    expect(wildcards.filter((resource) => !known.test(resource))).toEqual([]);
  });

  it('allows nothing to everyone', () => {
    expect(JSON.stringify(allowed)).not.toContain('"Principal":{"AWS"');
  });

  it('creates one function without reserved concurrency', () => {
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
  ])('creates no %s', (type) => {
    expect(resourcesOf(template, type)).toEqual([]);
  });

  it('creates no custom resource, no managed policy and no secret', () => {
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toContain('Custom::');
    expect(text).not.toContain('ManagedPolicyArns');
    expect(text).not.toContain('AWS::SecretsManager::');
  });

  it('depends on neither an AWS account nor a region', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/\d{12}:|[a-z]{2}-[a-z]+-\d/);
  });
});

describe('logical ids', () => {
  it('never change for the buckets and the table, which CloudFormation would replace with empty ones', () => {
    const template = variants['for one account'];
    const ids = ['AWS::S3::Bucket', 'AWS::DynamoDB::GlobalTable'].map((type) =>
      resourcesOf(template, type).map(([id]) => id),
    );
    expect(ids).toEqual([['LakeBucketB1D32E10', 'QueriesResultsB9A74B2C'], ['CursorsTable337F4E05']]);
  });

  it('do not depend on the accounts and options for the lake bucket and the cursor table', () => {
    for (const name of ['for several accounts', 'with all options'] as const) {
      const template = variants[name];
      expect(resourcesOf(template, 'AWS::S3::Bucket').map(([id]) => id)).toContain('LakeBucketB1D32E10');
      expect(resourcesOf(template, 'AWS::DynamoDB::GlobalTable').map(([id]) => id)).toEqual(['CursorsTable337F4E05']);
    }
  });
});

describe('a stack for several accounts', () => {
  const template = variants['for several accounts'];

  it('creates a schedule for each and one function, even if subdomains differ only by a hyphen', () => {
    expect(resourcesOf(template, 'AWS::Scheduler::Schedule')).toHaveLength(3);
    expect(resourcesOf(template, 'AWS::Lambda::Function')).toHaveLength(1);
    expect(resourcesOf(template, 'AWS::IAM::Role')).toHaveLength(2);
  });

  it('lists all secrets in one output', () => {
    expect(template.findOutputs('SecretNames')).toEqual({
      SecretNames: { Value: 'zendesk-lake/acme,zendesk-lake/a-cme,team/zendesk' },
    });
  });
});

describe('stack outputs', () => {
  it('contain the names of the resources that the CLI uses', () => {
    expect(variants['for one account'].findOutputs('*')).toEqual({
      Configuration: { Value: '{"accounts":[{"subdomain":"acme"}]}' },
      LakeBucketName: { Value: { Ref: 'LakeBucketB1D32E10' } },
      LakePrefix: { Value: 'zendesk' },
      CursorTableName: { Value: { Ref: 'CursorsTable337F4E05' } },
      FunctionName: { Value: { Ref: expect.stringMatching(/^ExporterFunction/) } },
      ScheduleGroupName: { Value: expect.stringMatching(/^ZendeskLake-Schedules-Group-/) },
      LogGroupName: { Value: { Ref: expect.stringMatching(/^ExporterLogs/) } },
      AlarmTopicArn: { Value: { Ref: expect.stringMatching(/^MonitoringAlarmsTopic/) } },
      FunctionRoleArn: { Value: { 'Fn::GetAtt': [expect.stringMatching(/^ExporterRole/), 'Arn'] } },
      FailureQueueUrl: { Value: { Ref: expect.stringMatching(/^ExporterFailureQueue/) } },
      DashboardName: { Value: { 'Fn::Join': ['', ['ZendeskLake-', { Ref: 'AWS::Region' }]] } },
      SecretNames: { Value: 'zendesk-lake/acme' },
      DatabaseName: { Value: 'zendesk_lake' },
      WorkgroupName: { Value: 'zendesk-lake' },
    });
  });

  it('name the state machine of the compaction', () => {
    expect(variants['with all options'].findOutputs('StateMachineArn')).toEqual({
      StateMachineArn: { Value: { Ref: expect.stringMatching(/^CompactionStateMachine/) } },
    });
  });

  it('name the dashboard only if there is one', () => {
    expect(synthesize({ dashboard: false }).findOutputs('DashboardName')).toEqual({});
  });

  it('contain the expiration days if objects expire', () => {
    const template = synthesize({ objectExpirationDays: 30, lakePrefix: 'raw' });
    expect(template.findOutputs('ObjectExpirationDays')).toMatchObject({ ObjectExpirationDays: { Value: '30' } });
    expect(template.findOutputs('LakePrefix')).toMatchObject({ LakePrefix: { Value: 'raw' } });
  });
});
