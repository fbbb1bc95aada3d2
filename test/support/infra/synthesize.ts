import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { DEFAULT_STACK_NAME } from '#infra/config/stack-names.ts';
import { ExporterStack, type ExporterStackProps } from '#infra/exporter-stack.ts';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

const cdkJson = z.object({
  app: z.string(),
  context: z.record(z.string(), z.unknown()),
});

/** cdk.json: the app's command, and the context of every synthesis. */
export const CDK_JSON = cdkJson.parse(JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')));

/** Creates the stack with the context of cdk.json. Skips bundling, which would slow down every test. */
export function createStack(props: Partial<ExporterStackProps> = {}): ExporterStack {
  const app = new App({ context: { ...CDK_JSON.context, 'aws:cdk:bundling-stacks': [] } });
  return new ExporterStack(app, props.stackName ?? DEFAULT_STACK_NAME, { accounts: [{ subdomain: 'acme' }], ...props });
}

export function synthesize(props: Partial<ExporterStackProps> = {}): Template {
  return Template.fromStack(createStack(props));
}

const cfnResource = z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) });
export type CfnResource = z.infer<typeof cfnResource>;

/** Returns all resources of a type, sorted by logical id. */
export function resourcesOf(template: Template, type: string): [logicalId: string, resource: CfnResource][] {
  return Object.entries(template.findResources(type))
    .map(([id, resource]): [string, CfnResource] => [id, cfnResource.parse(resource)])
    .sort(([a], [b]) => a.localeCompare(b));
}

/** Returns the only resource of a type whose logical id starts with `logicalId`. */
export function resourceOf(template: Template, type: string, logicalId = ''): CfnResource {
  return findSingle(template, type, logicalId)[1];
}

/** Returns the logical id of that resource, as `Ref` and `Fn::GetAtt` use it. */
export function logicalIdOf(template: Template, type: string, logicalId = ''): string {
  return findSingle(template, type, logicalId)[0];
}

function findSingle(template: Template, type: string, logicalId: string): [logicalId: string, resource: CfnResource] {
  const [only, ...others] = resourcesOf(template, type).filter(([id]) => id.startsWith(logicalId));
  if (only === undefined || others.length > 0) throw new Error(`expected exactly one ${type} ${logicalId}`);
  return only;
}
