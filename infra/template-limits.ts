import * as z from 'zod/mini';
import { formatCount } from '#common/format.ts';
import { ConfigError } from './config/config-error.ts';
import type { ExporterConfig } from './config/config-schema.ts';

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.optional(
        z.looseObject({
          PolicyDocument: z.optional(z.unknown()),
          Policies: z.optional(z.array(z.looseObject({ PolicyDocument: z.unknown() }))),
        }),
      ),
    }),
  ),
});

type Resource = z.infer<typeof templateSchema>['Resources'][string];

type Limit = {
  readonly unit: string;
  readonly max: number;
  /** @param text - the template, as CloudFormation receives it */
  readonly measure: (resources: readonly Resource[], text: string) => number;
  /** Other ways to stay below it than to remove accounts. */
  readonly remedy: string;
};

/**
 * The limits that a stack reaches with its number of accounts.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const LIMITS: readonly Limit[] = [
  {
    unit: 'CloudFormation resources',
    max: 500,
    measure: ({ length }) => length,
    remedy: 'export fewer resources of Zendesk',
  },
  {
    unit: 'bytes',
    max: 1_000_000,
    measure: (_, text) => Buffer.byteLength(text),
    remedy: 'export fewer resources of Zendesk, or set dashboard to false',
  },
  {
    unit: 'characters in the policies of a role',
    max: 10_240,
    measure: (resources) => largestPolicy(resources, 'AWS::IAM::Role'),
    remedy: 'give the secrets shorter names',
  },
  {
    unit: 'characters in the operator policy',
    max: 6_144,
    measure: (resources) => largestPolicy(resources, 'AWS::IAM::ManagedPolicy'),
    remedy: 'use the default names of secrets, or set operatorPolicy to false',
  },
];

/** Returns the most characters that the policies of one resource of a type have. */
const largestPolicy = (resources: readonly Resource[], type: string): number =>
  Math.max(0, ...resources.filter(({ Type }) => Type === type).map((resource) => policyLength(resource)));

function policyLength({ Properties: { PolicyDocument, Policies = [] } = {} }: Resource): number {
  const documents = PolicyDocument === undefined ? Policies.map((each) => each.PolicyDocument) : [PolicyDocument];
  return documents.reduce<number>((sum, document) => sum + JSON.stringify(resolve(document)).length, 0);
}

/** The longest values that pseudo parameters have in any AWS partition. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws-us-gov',
  'AWS::Region': 'ap-southeast-1',
};

/** Longer than the ARN of a resource whose name CloudFormation generates, for usual names of the stack. */
const GENERATED = 'x'.repeat(160);

const joinSchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const referenceSchema = z.union([z.object({ Ref: z.string() }), z.object({ 'Fn::GetAtt': z.unknown() })]);

/** Replaces references by text that is at least as long as their values. IAM counts a policy without its white space. */
function resolve(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(resolve);
  const join = joinSchema.safeParse(node);
  if (join.success) {
    const [separator, parts] = join.data['Fn::Join'];
    return parts.map(resolve).join(separator);
  }
  const reference = referenceSchema.safeParse(node);
  if (!reference.success) return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value)]));
  return ('Ref' in reference.data && PSEUDO_PARAMETERS[reference.data.Ref]) || GENERATED;
}

/** Returns the first limit that a template exceeds, and the template's value. */
function findExcess(text: string): { readonly limit: Limit; readonly value: number } | undefined {
  const resources = Object.values(templateSchema.parse(JSON.parse(text)).Resources);
  return LIMITS.map((limit) => ({ limit, value: limit.measure(resources, text) })).find(
    ({ limit, value }) => value > limit.max,
  );
}

/**
 * Asserts that a stack can hold its accounts. The CDK's own errors would not name them.
 *
 * @param synthesize - returns the template of a stack with these options
 * @throws ConfigError naming the limit, and how many of the accounts fit
 */
export function assertTemplateFits(config: ExporterConfig, synthesize: (config: ExporterConfig) => string): void {
  const excess = findExcess(synthesize(config));
  if (excess === undefined) return;
  const { accounts } = config;
  const fitting = countFitting(accounts.length, (count) => {
    const others = synthesize({ ...config, accounts: accounts.slice(0, count) });
    return findExcess(others) === undefined;
  });
  const { limit, value } = excess;
  throw new ConfigError(
    `accounts: ${accounts.length} entries are more than one stack can hold. Its template would have ${formatCount(value)} ` +
      `${limit.unit}, and AWS accepts ${formatCount(limit.max)}. The first ${fitting} fit. Export the others with a second settings ` +
      `file that has another stackName, or ${limit.remedy}.`,
  );
}

/** Returns the largest number of accounts that fits. They do not fit all. */
function countFitting(accounts: number, fits: (count: number) => boolean): number {
  let [fitting, tooMany] = [0, accounts];
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (fits(middle)) fitting = middle;
    else tooMany = middle;
  }
  return fitting;
}
