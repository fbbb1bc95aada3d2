import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { assertConfig } from '#infra/config/assert-config.ts';
import { ExporterStack } from '#infra/exporter-stack.ts';
import { withApp } from './with-app.ts';

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

/** The names of the variants. */
export const VARIANT_NAMES: readonly string[] = Object.keys(VARIANTS);

/**
 * Synthesizes the template of a variant, without bundling the function.
 *
 * @throws Error if it breaks a rule of the CDK
 */
export function synthesizeVariant(name: string): object {
  const options: unknown = VARIANTS[name];
  assertConfig(options, name, (_, key) => `${key} is unknown`);
  const synthesize = (app: App): Template => Template.fromStack(new ExporterStack(app, 'ZendeskLake', options));
  return withApp(synthesize, { builtinCloudFormationValidation: true }).toJSON();
}
