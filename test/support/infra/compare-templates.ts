import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.optional(z.record(z.string(), z.unknown())),
  DependsOn: z.optional(z.union([z.string(), z.array(z.string())])),
  DeletionPolicy: z.optional(z.string()),
  UpdateReplacePolicy: z.optional(z.string()),
});
export type TemplateResource = z.infer<typeof resource>;

const body = z.looseObject({ Resources: z.record(z.string(), resource) });

/** Returns the resources of a template by logical id. */
export const allResourcesOf = (template: Template): ReadonlyMap<string, TemplateResource> =>
  new Map(Object.entries(body.parse(template.toJSON()).Resources));

/**
 * The properties whose change replaces a resource, for the types of the stack. A change within them counts too.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  'AWS::Athena::WorkGroup': ['Name'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::DynamoDB::GlobalTable': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::Glue::Database': ['CatalogId', 'DatabaseName', 'DatabaseInput.Name'],
  'AWS::Glue::Table': ['CatalogId', 'DatabaseName', 'TableInput.Name'],
  'AWS::IAM::ManagedPolicy': ['Description', 'ManagedPolicyName', 'Path'],
  'AWS::IAM::Role': ['Path', 'RoleName'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'Qualifier'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::SNS::Topic': ['FifoTopic', 'TopicName'],
  'AWS::SNS::TopicPolicy': [],
  'AWS::SQS::Queue': ['FifoQueue', 'QueueName'],
  'AWS::SQS::QueuePolicy': [],
  'AWS::Scheduler::Schedule': ['Name'],
  'AWS::Scheduler::ScheduleGroup': ['Name'],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'StateMachineType'],
};

/**
 * Returns the resources that CloudFormation would remove and replace in an update from one template to another, as types:
 * `removes AWS::S3::Bucket, which stays`.
 *
 * @throws Error for a type of which nothing is known
 */
export function compareTemplates(before: Template, after: Template): string[] {
  const [old, next] = [allResourcesOf(before), allResourcesOf(after)];
  const kept = [...old].filter(([id, { Type }]) => next.get(id)?.Type === Type);
  const replaced = new Set<string>();
  // A resource that refers to a replaced one may be replaced itself.
  for (let known = -1; known < replaced.size;) {
    known = replaced.size;
    for (const [id, each] of kept) {
      const now = next.get(id) ?? each;
      const refersToReplaced = (text = ''): boolean => [...replaced].some((other) => text.includes(`"${other}"`));
      const isReplaced = replacingProperties(each.Type).some((path) => {
        const text = textAt(now, path);
        return text !== textAt(each, path) || refersToReplaced(text);
      });
      if (isReplaced) replaced.add(id);
    }
  }
  const changes = [...old].flatMap(([id, { Type, DeletionPolicy, UpdateReplacePolicy }]) => {
    if (replaced.has(id)) return `replaces ${Type}${stays(UpdateReplacePolicy)}`;
    return next.get(id)?.Type === Type ? [] : `removes ${Type}${stays(DeletionPolicy)}`;
  });
  return [...new Set(changes)].sort();
}

function replacingProperties(type: string): readonly string[] {
  const properties = REPLACING[type];
  if (properties === undefined) throw new Error(`add ${type} to the types`);
  return properties;
}

const stays = (policy = 'Delete'): string => (policy.startsWith('Retain') ? ', which stays' : '');

function textAt({ Properties }: TemplateResource, path: string): string | undefined {
  let value: unknown = Properties;
  for (const name of path.split('.')) value = new Map(Object.entries(Object(value))).get(name);
  return JSON.stringify(value);
}

/** Returns the logical ids that exist before a resource: those that it refers to or depends on, and theirs in turn. */
export function existBefore(template: Template, id: string): ReadonlySet<string> {
  const resources = allResourcesOf(template);
  const found = new Set<string>();
  const visit = (each: string): void => {
    const { Properties, DependsOn = [] } = resources.get(each) ?? {};
    const references = [...JSON.stringify(Properties ?? {}).matchAll(/"(?:Ref":|Fn::GetAtt":\[)"(\w+)"/g)];
    for (const next of [...references.map(([, name = '']) => name), ...[DependsOn].flat()]) {
      if (!resources.has(next) || found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(id);
  return found;
}
