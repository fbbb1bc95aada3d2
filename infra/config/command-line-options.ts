import type * as z from 'zod/mini';
import { assertConfig } from './assert-config.ts';
import { ConfigError } from './config-error.ts';
import { accountSchema, configSchema, type ExporterConfig } from './config-schema.ts';
import { parseText } from './text-form.ts';
import { describeUnknownOption, toLetters } from './unknown-option.ts';

/** Options of one account and of the stack as text: `-c subdomain=acme -c pageSize=500`. */
export type CommandLineOptions = Readonly<Record<string, string>>;

/**
 * Finds the options in the CDK context, which contains those of `-c` and of cdk.json.
 * @throws ConfigError if one comes from cdk.json: options of `-c` are always text
 */
export function findOptions(context: Readonly<Record<string, unknown>>): CommandLineOptions {
  const options = Object.entries(context).filter(([key]) => isOption(key));
  const foreign = options.flatMap(([key, value]) => (typeof value === 'string' ? [] : [key]));
  if (foreign.length === 0) return Object.fromEntries(options.map(([key, value]) => [key, String(value)]));
  throw new ConfigError(
    `${foreign.join(', ')}: options belong in zendesk-lake.json, not in cdk.json. See zendesk-lake.example.json.`,
  );
}

/**
 * Parses the options of one account.
 * @throws ConfigError naming every option that is unknown, missing or invalid
 */
export function parseOptions(options: CommandLineOptions): ExporterConfig {
  if (Object.hasOwn(options, 'accounts')) {
    throw new ConfigError('accounts: -c takes the options of one account. List several in zendesk-lake.json.');
  }
  const entries = Object.entries(options).map(([key, text]) => [key, parseOption(key, text)] as const);
  const config: unknown = {
    ...Object.fromEntries(entries.filter(([key]) => isStackOption(key))),
    accounts: [Object.fromEntries(entries.filter(([key]) => !isStackOption(key)))],
  };
  assertConfig(config, 'The options of -c are not valid.', describeUnknownOption, ['accounts', 0]);
  return config;
}

const isStackOption = (key: string): boolean => Object.hasOwn(configSchema.shape, key);

const schemas: ReadonlyMap<string, z.core.$ZodType> = new Map(
  Object.entries({ ...accountSchema.shape, ...configSchema.shape }),
);

const spellings = new Set(Array.from(schemas.keys(), toLetters));

/**
 * The context also contains the CDK's feature flags and lookups, whose names all have a `:`, `/` or `-`. Every plain
 * word is one of our options. So is another spelling of an option (`page-size`): ignoring it would deploy the default.
 */
function isOption(key: string): boolean {
  return /^\w+$/.test(key) || spellings.has(toLetters(key));
}

/** True if the stack or its accounts have an option with this name. */
export const isKnownOption = (key: string): boolean => schemas.has(key);

function parseOption(key: string, text: string): unknown {
  const schema = schemas.get(key);
  return schema === undefined ? text : parseText(schema, text);
}
