import type * as z from 'zod/mini';
import { describeIssues } from '#functions/export/core/export-request.ts';
import { accountSchema, configSchema, type ExporterConfig } from './config-schema.ts';
import { parseText } from './text-form.ts';

/** The options are invalid. The message names every invalid field. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the options of the stack from the CDK context. They describe either one account (`-c subdomain=acme
 * -c pageSize=500`) or several (`accounts` in cdk.json).
 *
 * @throws ConfigError naming every field that is unknown, missing or invalid
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
 * The context also contains the CDK's feature flags and lookups, whose names all have a `:`, `/` or `-`. Every plain
 * word is one of our options. So is another spelling of an option (`page-size`): ignoring it would deploy the default.
 */
function isOption(key: string): boolean {
  return /^\w+$/.test(key) || spellings.has(toLetters(key));
}

/** With `-c name=value` every value is text. */
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

/** Next to a list they are ambiguous: they could apply to all accounts, or to one more account. */
function refuseAccountFields(options: Readonly<Record<string, unknown>>): void {
  const fields = Object.keys(options).filter(isAccountField);
  if (fields.length === 0) return;
  throw invalid(fields.map((field) => `${field}: set this inside each entry of accounts instead.`).join(' '));
}

/**
 * Validates without filling in defaults, so that a schedule's input contains only the options that were set.
 *
 * @param impliedPath - leading part of a field's path that the user did not write; removed from messages
 */
function assertValid(config: unknown, impliedPath: readonly PropertyKey[]): asserts config is ExporterConfig {
  const parsed = configSchema.safeParse(config);
  if (parsed.success) return;
  const issues = parsed.error.issues.map((issue) => {
    const isInside = impliedPath.every((step, index) => issue.path[index] === step);
    return isInside ? { ...issue, path: issue.path.slice(impliedPath.length) } : issue;
  });
  throw invalid(describeIssues(issues));
}

const invalid = (problems: string): ConfigError => new ConfigError(`The configuration is not valid. ${problems}`);
