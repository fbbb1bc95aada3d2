import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findOptions, parseOptions } from './command-line-options.ts';
import { CLI } from '#common/command.ts';
import { ConfigError } from './config-error.ts';
import type { ExporterConfig } from './config-schema.ts';
import { formatPath, readSettings } from './settings-file.ts';

/** The options of the stack, and a sentence about their source if the user may not expect it. */
export type LoadedConfig = { readonly config: ExporterConfig; readonly notice?: string };

/**
 * Loads the options of the stack: those of `-c` if there are any, otherwise those of the settings file. They are never
 * combined, so that a deployment with the file does not depend on a forgotten command line.
 *
 * @param context - the CDK context; `-c settings=<file>` selects another settings file
 * @param defaultFile - path of the settings file
 * @throws ConfigError naming every problem, or the file to create if there are no options at all
 */
export function loadConfig(context: Readonly<Record<string, unknown>>, defaultFile: string): LoadedConfig {
  const { settings, ...options } = findOptions(context);
  const path = settings === undefined ? defaultFile : resolve(settings);
  const name = formatPath(path);
  const given = Object.keys(options);
  if (given.length === 0) {
    const config = readSettings(path);
    if (config !== undefined) return { config };
    throw new ConfigError(
      `${name} does not exist. Create it: ${CLI} init, or copy zendesk-lake.example.json. ` +
        'For a single account, -c subdomain=acme works too.',
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
