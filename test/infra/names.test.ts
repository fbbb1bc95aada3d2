import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { definitionOf } from '#test/support/infra/compact.ts';
import { allResourcesOf } from '#test/support/infra/compare-templates.ts';
import { synthesize } from '#test/support/infra/synthesize.ts';

/**
 * The names that the template gives to resources, with their scope and maximum length in AWS. CloudFormation generates all
 * others, which are unique. A name in this list needs the stack's name, unless its scope belongs to the stack.
 */
const NAMES: Readonly<Record<string, { readonly scope: 'account' | 'region' | 'database'; readonly max: number }>> = {
  // https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroup.html
  'AWS::Athena::WorkGroup.Name': { scope: 'region', max: 128 },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  'AWS::CloudWatch::Alarm.AlarmName': { scope: 'region', max: 255 },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
  'AWS::CloudWatch::Dashboard.DashboardName': { scope: 'account', max: 255 },
  // https://docs.aws.amazon.com/glue/latest/webapi/API_DatabaseInput.html
  'AWS::Glue::Database.DatabaseInput.Name': { scope: 'region', max: 255 },
  'AWS::Glue::Table.TableInput.Name': { scope: 'database', max: 255 },
  // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html
  'AWS::Scheduler::ScheduleGroup.Name': { scope: 'region', max: 64 },
};

/** The longest texts with a limit, by property. */
const TEXTS: Readonly<Record<string, number>> = {
  'AWS::CloudWatch::Alarm.AlarmDescription': 1024,
  'AWS::Glue::Database.DatabaseInput.Description': 2048,
  'AWS::Glue::Table.TableInput.Description': 2048,
  'AWS::IAM::Role.Description': 1000,
  'AWS::Lambda::Function.Description': 256,
  'AWS::Scheduler::Schedule.Description': 512,
  'AWS::SNS::Topic.DisplayName': 100,
};

const OWN_NAME = /^(DatabaseInput\.|TableInput\.)?(Name|[A-Z]\w*Name)$/;
/** Properties that refer to another resource, or that are shown and need not be unique. */
const NO_NAME = /^(FunctionName|GroupName|MetricName|DisplayName)$/;

const REGION = 'ap-southeast-1';
const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

/** Returns a property's text in which the region is resolved; undefined for other references. */
function resolve(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const parsed = joined.safeParse(value);
  if (!parsed.success) return undefined;
  const [separator, parts] = parsed.data['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : REGION)).join(separator);
}

/** Lists the texts of all resources as `AWS::Glue::Table.TableInput.Name` with their values. */
function* textsOf(template: Template): Generator<readonly [property: string, path: string, value: string]> {
  for (const { Type, Properties = {} } of allResourcesOf(template).values()) {
    const { DatabaseInput, TableInput } = Properties;
    const nested = Object.entries({ DatabaseInput, TableInput }).flatMap(([name, input]) =>
      Object.entries(input ?? {}).map(([member, value]) => [`${name}.${member}`, value] as const),
    );
    for (const [path, value] of [...Object.entries(Properties), ...nested]) {
      const text = resolve(value);
      if (text !== undefined) yield [`${Type}.${path}`, path, text];
    }
  }
}

const namesOf = (template: Template): Map<string, string[]> => {
  const names = new Map<string, string[]>();
  for (const [property, path, value] of textsOf(template)) {
    if (OWN_NAME.test(path) && !NO_NAME.test(path)) names.set(property, [...(names.get(property) ?? []), value]);
  }
  return names;
};

const OPTIONS = { compactionSchedule: 'rate(1 day)', alarmEmail: 'ops@example.com', snapshotExpirationDays: 30 };

describe('the names of resources', () => {
  const accounts = ['function', 'failure', 'compaction', 'events', 'a'.repeat(63)].map((subdomain) => ({
    subdomain,
    resources: ['all'],
  }));
  const longest = synthesize({ ...OPTIONS, accounts, stackName: 'Ab'.repeat(64) });

  it('lists every name with its scope and limit', () => {
    expect([...namesOf(longest).keys()].toSorted()).toEqual(Object.keys(NAMES).toSorted());
  });

  it('fit with the longest stack name and subdomain', () => {
    for (const [property, names] of namesOf(longest)) {
      expect({ property, length: Math.max(...names.map((name) => name.length)) }).toEqual({
        property,
        length: expect.toSatisfy((length: number) => length <= (NAMES[property]?.max ?? 0)),
      });
    }
  });

  it('differ within the stack, whatever its accounts are called', () => {
    for (const [property, names] of namesOf(longest)) {
      expect({ property, names: [...new Set(names)] }).toEqual({ property, names });
    }
  });

  it('differ between two stacks of an account', () => {
    const [one, other] = ['ZendeskLake', 'ZendeskLakeTest'].map((stackName) =>
      namesOf(synthesize({ ...OPTIONS, stackName })),
    );
    for (const [property, { scope }] of Object.entries(NAMES)) {
      if (scope === 'database') continue;
      const [names = [], others = []] = [one?.get(property), other?.get(property)];
      expect({ property, shared: names.filter((name) => others.includes(name)) }).toEqual({ property, shared: [] });
    }
  });

  it('contain the region if all regions of an account share them', () => {
    const global = Object.keys(NAMES).filter((property) => NAMES[property]?.scope === 'account');
    const names = global.flatMap((property) => namesOf(longest).get(property) ?? []);
    expect(names).toEqual(global.map(() => expect.stringContaining(REGION)));
  });

  it('gives resources descriptions that AWS accepts', () => {
    const texts = [...textsOf(longest)];
    for (const [property, max] of Object.entries(TEXTS)) {
      const lengths = texts.filter(([each]) => each === property).map(([, , value]) => value.length);
      expect({ property, isUsed: lengths.length > 0, tooLong: lengths.filter((length) => length > max) }).toEqual({
        property,
        isUsed: true,
        tooLong: [],
      });
    }
  });

  // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  it('leave room in the compaction for its statements', () => {
    const definition: unknown = JSON.parse(definitionOf(longest));
    const { States } = z
      .object({ States: z.record(z.string(), z.looseObject({ Result: z.optional(z.unknown()) })) })
      .parse(definition);
    const { Result } = States['Statements'] ?? {};
    expect(JSON.stringify(Result).length).toBeGreaterThan(1000);
    expect(JSON.stringify(Result).length).toBeLessThan(262_144);
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  it('fit as secrets of 50 accounts into the inline policies of a role', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ subdomain: `${index}`.padStart(63, 'a') }));
    const roles = [...allResourcesOf(synthesize({ accounts: many })).values()].filter(
      ({ Type }) => Type === 'AWS::IAM::Role',
    );
    const sizes = roles.map(
      ({ Properties: { Policies } = {} }) =>
        JSON.stringify(Policies ?? [], (_, value: unknown) => resolve(value) ?? value).length,
    );
    expect(Math.max(...sizes)).toBeGreaterThan(50 * 63);
    expect(sizes.filter((size) => size > 10_240)).toEqual([]);
  });
});
