import { describeIssues } from '#functions/export/core/export-request.ts';
import { accountSchema, configSchema, type ExporterConfig } from './config-schema.ts';

/** The context does not say what to deploy. The message names every field that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads what to deploy from the CDK's context: either one account by its fields, as `-c subdomain=acme
 * -c pageSize=500` gives them, or several as `accounts` in cdk.json.
 *
 * @throws ConfigError naming every field that is unknown, missing, of a wrong type or impossible.
 */
export function parseConfig(context: Readonly<Record<string, unknown>>): ExporterConfig {
  const given = Object.entries(context).filter(([key]) => isOurs(key));
  const options = Object.fromEntries(given.map(([key, value]) => [key, fromCommandLine(key, value)]));
  if (!Object.hasOwn(options, 'accounts')) {
    const config = listTheOnlyAccount(options);
    assertValid(config, ['accounts', 0]);
    return config;
  }
  refuseAccountFields(options);
  assertValid(options, []);
  return options;
}

const isAccountField = (key: string): boolean => Object.hasOwn(accountSchema.shape, key);
const isStackField = (key: string): boolean => Object.hasOwn(configSchema.shape, key);

const lettersOf = (key: string): string => key.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
const spellings = new Set([...Object.keys(accountSchema.shape), ...Object.keys(configSchema.shape)].map(lettersOf));

/**
 * The context is shared with the CDK's feature flags and look-ups, which all have a `:`, `/` or `-` in their names.
 * So a plain word is meant for us, and so is anything that spells one of our options in another way (`page-size`):
 * a misspelt option that is passed over would deploy something else than what was asked for.
 */
function isOurs(key: string): boolean {
  return /^\w+$/.test(key) || spellings.has(lettersOf(key));
}

const asNumber = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
const asList = (text: string): unknown => text.split(',').map((item) => item.trim());

const asBoolean = (text: string): unknown => (text === 'true' ? true : text === 'false' ? false : text);

const textForms: Readonly<Record<string, (text: string) => unknown>> = {
  startTime: asNumber,
  pageSize: asNumber,
  requestsPerMinute: asNumber,
  allowanceShare: asNumber,
  settleSeconds: asNumber,
  pollSeconds: asNumber,
  objectExpirationDays: asNumber,
  logRetentionDays: asNumber,
  scanLimitGiB: asNumber,
  alarmStaleMinutes: asNumber,
  alarmStalledRuns: asNumber,
  alarmFailures: asNumber,
  alarmApiTokenDays: asNumber,
  alarmDurationPercent: asNumber,
  catalogue: asBoolean,
  dashboard: asBoolean,
  include: asList,
  resources: asList,
};

/** `-c name=value` gives every value as text. What is no number stays text, for the schema to judge. */
function fromCommandLine(key: string, value: unknown): unknown {
  return typeof value === 'string' ? (textForms[key]?.(value) ?? value) : value;
}

function listTheOnlyAccount(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(options);
  return {
    ...Object.fromEntries(entries.filter(([key]) => isStackField(key))),
    accounts: [Object.fromEntries(entries.filter(([key]) => !isStackField(key)))],
  };
}

/** Beside a list they could be meant for all accounts or for one more; better to ask than to guess. */
function refuseAccountFields(options: Readonly<Record<string, unknown>>): void {
  const fields = Object.keys(options).filter(isAccountField);
  if (fields.length === 0) return;
  throw invalid(fields.map((field) => `${field}: with a list of accounts this belongs inside its entries.`).join(' '));
}

/**
 * The configuration stays as it was written, without the defaults that the schema fills in: a schedule carries what
 * was asked for, and defaults remain where they are applied.
 *
 * @param unwritten - the beginning of a field's path that its author has not written
 */
function assertValid(config: unknown, unwritten: readonly PropertyKey[]): asserts config is ExporterConfig {
  const parsed = configSchema.safeParse(config);
  if (parsed.success) return;
  const issues = parsed.error.issues.map((issue) => {
    const isLonger = unwritten.every((step, index) => issue.path[index] === step);
    return isLonger ? { ...issue, path: issue.path.slice(unwritten.length) } : issue;
  });
  throw invalid(describeIssues(issues));
}

const invalid = (problems: string): ConfigError => new ConfigError(`The configuration is not valid. ${problems}`);
