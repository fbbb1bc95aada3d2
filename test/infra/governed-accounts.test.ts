import { App } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ExporterStack } from '#infra/exporter-stack.ts';
import { findSettingsProblems } from '#test/support/infra/config-problems.ts';
import { alarmsOf } from '#test/support/infra/evaluate-alarm.ts';
import { CDK_JSON, createStack, resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

const accounts = [{ subdomain: 'acme' }];

/** The names that the AWS account and region, or all regions, share. */
const namesIn = (template: Template): string[] =>
  [
    ['AWS::Scheduler::ScheduleGroup', 'Name'],
    ['AWS::CloudWatch::Dashboard', 'DashboardName'],
    ['AWS::CloudWatch::Alarm', 'AlarmName'],
    ['AWS::Athena::WorkGroup', 'Name'],
    ['AWS::Glue::Database', 'DatabaseInput'],
  ].flatMap(([type = '', property = '']) =>
    resourcesOf(template, type).map(([, { Properties }]) => JSON.stringify(Properties[property])),
  );

describe('a second stack in the same AWS account and region', () => {
  const first = synthesize({ compactionSchedule: 'rate(1 day)' });
  const second = synthesize({ stackName: 'SupportEU', compactionSchedule: 'rate(1 day)' });

  it('shares no name with the first one', () => {
    const names = namesIn(second);
    expect(names).not.toContain(undefined);
    expect(names.filter((name) => namesIn(first).includes(name))).toEqual([]);
  });

  it('keeps the logical ids, so that no option of the name can replace a resource', () => {
    const ids = (template: typeof second) => resourcesOf(template, 'AWS::S3::Bucket').map(([id]) => id);
    expect(ids(second)).toEqual(ids(first));
  });

  it('names database, workgroup, dashboard, alarms and secrets after the stack', () => {
    expect(second.findOutputs('*')).toMatchObject({
      DatabaseName: { Value: 'support_eu' },
      WorkgroupName: { Value: 'support-eu' },
      DashboardName: { Value: { 'Fn::Join': ['', ['SupportEU-', { Ref: 'AWS::Region' }]] } },
      SecretNames: { Value: 'support-eu/acme' },
    });
    expect([...alarmsOf(second).keys()]).toContain('SupportEU acme freshness');
  });
});

/** The boundaries of all roles. */
const boundariesOf = (permissionsBoundary: string): Set<string> =>
  new Set(
    resourcesOf(synthesize({ permissionsBoundary, compactionSchedule: 'rate(1 day)' }), 'AWS::IAM::Role').map(
      ([, { Properties }]) => JSON.stringify(Properties['PermissionsBoundary']),
    ),
  );

describe('permissionsBoundary', () => {
  it('given as a name limits all roles', () => {
    expect([...boundariesOf('team/limit')]).toEqual([
      expect.stringMatching(/:iam::.*\{"Ref":"AWS::AccountId"\}.*:policy\/team\/limit/),
    ]);
  });

  it('given as an ARN limits all roles', () => {
    const arn = 'arn:aws:iam::111122223333:policy/limit';
    expect([...boundariesOf(arn)]).toEqual([JSON.stringify(arn)]);
  });
});

it('tags become tags of the stack, which CloudFormation adds to its resources', () => {
  const stack = createStack({ catalog: false, tags: { team: 'data', 'cost-center': '42' } });
  const app = stack.node.root;
  if (!(app instanceof App)) throw new TypeError('the stack has no app');
  expect(app.synth().getStackByName('ZendeskLake').tags).toEqual({ team: 'data', 'cost-center': '42' });
});

it('a custom bootstrap qualifier in the context selects the roles and the bucket of that bootstrap stack', () => {
  const context = { ...CDK_JSON.context, 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:bootstrapQualifier': 'corp01' };
  const app = new App({ context });
  new ExporterStack(app, 'ZendeskLake', { accounts, catalog: false });
  const artifact = app.synth().getStackByName('ZendeskLake');
  expect(artifact.assumeRoleArn).toContain('cdk-corp01-deploy-role');
  expect(artifact.stackTemplateAssetObjectUrl).toContain('cdk-corp01-assets');
});

it.each([
  [{ tags: { 'aws:team': 'x' } }, /tags: expected keys .* do not start with aws:/],
  [{ permissionsBoundary: 'arn:aws:iam::1:role/x' }, /permissionsBoundary: expected the name or the ARN/],
  [{ cursorTable: 'cursors' }, /cursorTable: it continues exports .* set lakeBucket/],
  [{ operatorPolicy: 'yes' }, /operatorPolicy: expected true or false/],
])('%j is refused', (options, problem) => {
  expect(findSettingsProblems({ accounts, ...options })).toMatch(problem);
});
