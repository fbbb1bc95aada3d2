import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { documents as queryDocuments } from '#catalog/documents.ts';
import { ExporterStack } from '#infra/exporter-stack.ts';
import { listWidgets } from './dashboard-list.ts';
import { describeSettings } from './settings-schema.ts';
import { withApp } from './with-app.ts';

/** Generates the documentation files and the schema of the settings file. Returns contents by path. */
export function documents(): ReadonlyMap<string, string> {
  const queries = [...queryDocuments()].map(([name, text]): [string, string] => [join('docs', 'query', name), text]);
  return new Map([
    ...queries,
    [join('docs', 'dashboard.md'), listWidgets(synthesizeDashboard())],
    ['zendesk-lake.schema.json', `${JSON.stringify(describeSettings(readDocs('configuration.md')), null, 2)}\n`],
  ]);
}

const readDocs = (name: string): string => readFileSync(join(import.meta.dirname, '..', 'docs', name), 'utf8');

const dashboard = z.object({ Properties: z.object({ DashboardBody: z.unknown() }) });

/** Synthesizes a stack with two accounts, without bundling the function, and returns its dashboard. */
function synthesizeDashboard(): unknown {
  const accounts = [{ subdomain: 'acme' }, { subdomain: 'acme-eu', schedule: 'rate(15 minutes)' }];
  const template = withApp((app) => Template.fromStack(new ExporterStack(app, 'ZendeskLake', { accounts })));
  const [only] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  return dashboard.parse(only).Properties.DashboardBody;
}
