import type * as z from 'zod/mini';
import { describeIssues } from '#functions/export/core/export-request.ts';
import { accountSchema, configSchema, type ExporterConfig } from './config-schema.ts';
import { parseText } from './text-form.ts';

/** The options are invalid. The message names every field that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the options of the stack from the CDK's context: either one account by its fields, as `-c subdomain=acme
 * -c pageSize=500` gives them, or several as `accounts` in cdk.json.
 *
 * @throws ConfigError naming every field that is unknown, missing, of a wrong type or impossible.
 */
export function parseConfig(context: Readonly<Record<string, unknown>>): ExporterConfig {
  const given = Object.entries(context).filter(([key]) => isOption(key));
  const options = Object.fromEntries(given.map(([key, value]) => [key, fromCommandLine(key, value)]));
  if (!Object.hasOwn(options, 'accounts')) {
    const config = listSingleAccount(options);
    assertValid(config, ['accounts', 0]);
    return config;
  }
  refuseAccountFields(options);
  assertValid(options, []);
  return options;
}

const isAccountField = (key: string): boolean => Object.hasOwn(accountSchema.shape, key);
const isStackField = (key: string): boolean => Object.hasOwn(configSchema.shape, key);

const schemas: ReadonlyMap<string, z.core.$ZodType> = new Map(
  Object.entries({ ...accountSchema.shape, ...configSchema.shape }),
);

const toLetters = (key: string): string => key.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
const spellings = new Set(Array.from(schemas.keys(), toLetters));

/**
 * The context is shared with the CDK's feature flags and lookups, which all have a `:`, `/` or `-` in their names.
 * A plain word is an option of ours, and so is another spelling of one (`page-size`): if a misspelled option were
 * ignored, the deployment would differ from what was asked for.
 */
function isOption(key: string): boolean {
  return /^\w+$/.test(key) || spellings.has(toLetters(key));
}

/** `-c name=value` gives every value as text. */
function fromCommandLine(key: string, value: unknown): unknown {
  const schema = schemas.get(key);
  return typeof value === 'string' && schema !== undefined ? parseText(schema, value) : value;
}

function listSingleAccount(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(options);
  return {
    ...Object.fromEntries(entries.filter(([key]) => isStackField(key))),
    accounts: [Object.fromEntries(entries.filter(([key]) => !isStackField(key)))],
  };
}

/** Next to a list they could apply to all accounts or to one more, so they are refused. */
function refuseAccountFields(options: Readonly<Record<string, unknown>>): void {
  const fields = Object.keys(options).filter(isAccountField);
  if (fields.length === 0) return;
  throw invalid(fields.map((field) => `${field}: with a list of accounts this belongs inside its entries.`).join(' '));
}

/**
 * The configuration stays as written, without the defaults that the schema fills in: a schedule's input holds only what
 * was asked for.
 *
 * @param unwritten - the start of a field's path that its author has not written
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
