import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { COMMAND_ACTIONS } from '#infra/operator/command-actions.ts';
import { logicalIdOf, resourceOf, resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const oneOrMore = <T extends z.ZodMiniType>(item: T) => z.union([item, z.array(item)]);
const document = z.object({
  Statement: z.array(
    z.looseObject({
      Effect: z.literal('Allow'),
      Action: oneOrMore(z.string()),
      Resource: oneOrMore(z.unknown()),
      Condition: z.optional(z.unknown()),
    }),
  ),
});

const template = synthesize({
  accounts: [{ subdomain: 'acme' }, { subdomain: 'globex', credentialsSecret: 'team/zendesk', secretKeyArn: KEY }],
  lakeKeyArn: KEY,
  operatorPolicy: true,
});
const { Statement: statements } = document.parse(
  resourceOf(template, 'AWS::IAM::ManagedPolicy').Properties['PolicyDocument'],
);

/** The resources of an action, without the common start of all ARNs. A reference is `<id>` or `<id.Attribute>`. */
function resourcesFor(action: string): string[] {
  return statements
    .filter(({ Action }) => [Action].flat().includes(action))
    .flatMap(({ Resource }) => [Resource].flat())
    .map((resource) =>
      JSON.stringify(resource)
        .replaceAll(/\{"Fn::GetAtt":\["(\w+)","(\w+)"\]\}/g, '<$1.$2>')
        .replaceAll(/\{"Ref":"AWS::(?:Partition|Region|AccountId)"\}/g, '')
        .replaceAll(/\{"Ref":"([\w:]+)"\}/g, '<$1>')
        .replaceAll(/\{"Fn::Join":\["",\[|\]\]\}|[",]/g, '')
        .replace(/^arn:+\w+:+/, ''),
    );
}

/** The size of the policy of a stack with these accounts, in characters. */
const sizeFor = (...subdomains: string[]): number => {
  const accounts = subdomains.map((subdomain) => ({ subdomain }));
  const stack = synthesize({ accounts, operatorPolicy: true, catalog: false, dashboard: false });
  return JSON.stringify(resourceOf(stack, 'AWS::IAM::ManagedPolicy').Properties['PolicyDocument']).length;
};

describe('the policy for operators', () => {
  it('allows exactly the actions of all commands, and the use of the KMS keys', () => {
    const actions = statements.flatMap(({ Action }) => Action);
    const expected = [...Object.values(COMMAND_ACTIONS).flat(), 'kms:Decrypt', 'kms:GenerateDataKey'];
    expect(new Set(actions)).toEqual(new Set(expected));
  });

  it.each([
    ['cloudformation:DescribeStacks', ['<AWS::StackId>']],
    // AWS checks it on all schedules, although a group is given.
    ['scheduler:ListSchedules', ['schedule/*/*']],
    ['scheduler:UpdateSchedule', [expect.stringMatching(/^schedule\/ZendeskLake-Schedules-Group-\w+\/\*$/)]],
    ['dynamodb:UpdateItem', ['<CursorsTable337F4E05.Arn>']],
    ['s3:ListBucket', ['<LakeBucketB1D32E10.Arn>']],
    ['s3:GetObject', ['<LakeBucketB1D32E10.Arn>/zendesk/*']],
    ['secretsmanager:CreateSecret', ['secret:team/zendesk-??????', 'secret:zendesk-lake/*']],
    ['secretsmanager:GetSecretValue', ['secret:team/zendesk-??????', 'secret:zendesk-lake/*']],
    ['lambda:InvokeFunction', [expect.stringMatching(/^<ExporterFunction\w+\.Arn>$/)]],
    ['kms:GenerateDataKey', [expect.stringContaining('key/1234abcd')]],
  ])('allows %s on these resources', (action, resources) => {
    expect(resourcesFor(action)).toEqual(resources);
  });

  it('lists the bucket without a condition on the prefix, which HeadBucket does not have', () => {
    const listing = statements.find(({ Action }) => Action === 's3:ListBucket');
    expect(listing).not.toHaveProperty('Condition');
  });

  it('passes only the role of the schedules, and only to EventBridge Scheduler', () => {
    expect(resourcesFor('iam:PassRole')).toEqual([`<${logicalIdOf(template, 'AWS::IAM::Role', 'Schedules')}.Arn>`]);
    expect(statements.find(({ Action }) => Action === 'iam:PassRole')?.Condition).toEqual({
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    });
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  it('stays far under the 6,144 characters of a managed policy, and does not grow with accounts', () => {
    expect(sizeFor('acme')).toBeLessThan(6144 / 2);
    expect(sizeFor('acme', 'globex', 'initech')).toBe(sizeFor('acme'));
  });

  it('exists only with operatorPolicy, and its ARN is an output', () => {
    expect(template.findOutputs('OperatorPolicyArn')).toEqual({
      OperatorPolicyArn: { Value: { Ref: logicalIdOf(template, 'AWS::IAM::ManagedPolicy') } },
    });
    expect(resourcesOf(synthesize(), 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });
});
