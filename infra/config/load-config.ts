import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findOptions, isKnownOption, parseOptions } from './command-line-options.ts';
import { CLI } from '#common/command.ts';
import { ConfigError } from './config-error.ts';
import type { ExporterConfig } from './config-schema.ts';
import { formatPath, readSettings } from './settings-file.ts';
import type { CdkContext } from './user-context.ts';

/** The options of the stack, and a sentence about their source if the user may not expect it. */
export type LoadedConfig = { readonly config: ExporterConfig; readonly notice?: string };

/**
 * Loads the options of the stack: those of `-c` if there are any, otherwise those of the settings file. They are never
 * combined, so that a deployment with the file does not depend on a forgotten command line.
 *
 * @param context - the CDK context; `-c settings=<file>` selects another settings file
 * @param defaultFile - path of the settings file
 * @param userContext - the part of the context that the CDK adds to every app of the user. It sets no option here.
 * @throws ConfigError naming every problem, or the file to create if there are no options at all
 */
export function loadConfig(context: CdkContext, defaultFile: string, userContext: CdkContext = {}): LoadedConfig {
  const { settings, ...options } = findOptions(withoutUserContext(context, userContext));
  const path = settings === undefined ? defaultFile : resolve(settings);
  const name = formatPath(path);
  const given = Object.keys(options);
  if (given.length === 0) {
    const config = readSettings(path);
    if (config !== undefined) return { config };
    throw new ConfigError(
      settings === undefined
        ? `${name} does not exist. Create it: ${CLI} init, or copy zendesk-lake.example.json. For a single account, -c subdomain=acme works too.`
        : `${name} does not exist. Check -c settings, or create the file: ${CLI} init --settings ${name}`,
    );
  }
  if (settings !== undefined) {
    throw new ConfigError(
      `-c settings=${settings} excludes other options of -c. Put them into ${name}: ${given.join(', ')}.`,
    );
  }
  if (!existsSync(path)) return { config: parseOptions(options) };
  if (options['subdomain'] === undefined) {
    throw new ConfigError(
      `Options of -c replace ${name} and are not combined with it. Put them into ${name}: ${given.join(', ')}. ` +
        'Or pass all options, with subdomain, to deploy without the file.',
    );
  }
  return { config: parseOptions(options), notice: `${name} is not used, because -c sets: ${given.join(', ')}.` };
}

/**
 * Leaves out values from the user's own file. Most are for other apps.
 * @throws ConfigError if one is an option, which would otherwise change every deployment without a word
 */
function withoutUserContext(context: CdkContext, userContext: CdkContext): CdkContext {
  const isUsers = (key: string): boolean =>
    Object.hasOwn(userContext, key) && JSON.stringify(context[key]) === JSON.stringify(userContext[key]);
  const options = Object.keys(context).filter((key) => isUsers(key) && isKnownOption(key));
  if (options.length > 0) {
    throw new ConfigError(
      `${options.join(', ')}: remove these options from ~/.cdk.json, which applies to every CDK app. Options belong in zendesk-lake.json.`,
    );
  }
  return Object.fromEntries(Object.entries(context).filter(([key]) => !isUsers(key) || !/^\w+$/.test(key)));
}
