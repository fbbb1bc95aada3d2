import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { assertConfig } from '#infra/config/assert-config.ts';
import { ExporterStack } from '#infra/exporter-stack.ts';

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Options that change which resources the template has, or their properties, by the variant's name. */
const VARIANTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  default: { accounts: [{ subdomain: 'acme' }] },
  everything: {
    accounts: [
      { subdomain: 'acme', resources: ['all'] },
      { subdomain: 'acme-eu', resources: ['all'], schedule: 'rate(15 minutes)', include: ['users'] },
      { subdomain: 'globex', schedule: 'cron(0 6 * * ? *)', credentialsSecret: 'team/zendesk' },
    ],
    compactionSchedule: 'rate(1 day)',
    alarmEmail: 'ops@example.com',
    objectExpirationDays: 365,
    snapshotExpirationDays: 30,
  },
  ndjson: {
    accounts: [{ subdomain: 'acme', resources: ['all'], layout: 'ndjson' }],
    lakePrefix: 'zendesk-ndjson',
    compactionSchedule: 'cron(0 3 * * ? *)',
  },
  'existing-bucket': {
    accounts: [{ subdomain: 'acme' }],
    lakeBucket: 'my-lake',
    cursorTable: 'my-cursors',
    compactionSchedule: 'rate(1 day)',
  },
  governed: {
    accounts: [{ subdomain: 'acme', secretKeyArn: KEY }],
    stackName: 'data-zendesk',
    lakeKeyArn: KEY,
    compactionSchedule: 'rate(1 day)',
    operatorPolicy: true,
    permissionsBoundary: 'developer-boundary',
    tags: { team: 'data' },
  },
  'without-catalog': { accounts: [{ subdomain: 'acme' }], catalog: false, dashboard: false },
};

/** Synthesizes the template of each variant, without bundling the function. Returns them by name. */
export function synthesizeVariants(): ReadonlyMap<string, object> {
  const { context } = cdkJson.parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', 'cdk.json'), 'utf8')));
  return new Map(
    Object.entries(VARIANTS).map(([name, options]) => {
      assertConfig(options, name, (_, key) => `${key} is unknown`);
      const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
      return [name, Template.fromStack(new ExporterStack(app, 'ZendeskLake', options)).toJSON()];
    }),
  );
}
