import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { ExporterStack, type ExporterStackProps } from '#infra/exporter-stack.ts';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

const cdkJson = z.object({
  app: z.string(),
  context: z.record(z.string(), z.unknown()),
});

/** What a global `cdk` reads: the app's command and the context that every synthesis gets. */
export const CDK_JSON = cdkJson.parse(JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')));

/** The stack as cdk.json has it made, but for the bundling, which would take its time in every test. */
export function createStack(props: Partial<ExporterStackProps> = {}): ExporterStack {
  const app = new App({ context: { ...CDK_JSON.context, 'aws:cdk:bundling-stacks': [] } });
  return new ExporterStack(app, 'ZendeskLake', { accounts: [{ subdomain: 'acme' }], ...props });
}

export function synthesize(props: Partial<ExporterStackProps> = {}): Template {
  return Template.fromStack(createStack(props));
}

const cfnResource = z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) });
export type CfnResource = z.infer<typeof cfnResource>;

/** All resources of a type by their logical ids, ordered by these. */
export function resourcesOf(template: Template, type: string): [logicalId: string, resource: CfnResource][] {
  return Object.entries(template.findResources(type))
    .map(([id, resource]): [string, CfnResource] => [id, cfnResource.parse(resource)])
    .sort(([a], [b]) => a.localeCompare(b));
}

/** The only resource of a type, or the only one whose logical id begins as said. */
export function resourceOf(template: Template, type: string, logicalId = ''): CfnResource {
  return findSingle(template, type, logicalId)[1];
}

/** The logical id of the only resource of a type, as `Ref` and `Fn::GetAtt` name it. */
export function logicalIdOf(template: Template, type: string, logicalId = ''): string {
  return findSingle(template, type, logicalId)[0];
}

function findSingle(template: Template, type: string, logicalId: string): [logicalId: string, resource: CfnResource] {
  const [only, ...others] = resourcesOf(template, type).filter(([id]) => id.startsWith(logicalId));
  if (only === undefined || others.length > 0) throw new Error(`not exactly one ${type} ${logicalId}`);
  return only;
}
