import { ConfigError } from '#infra/config/config-error.ts';
import { parseOptions } from '#infra/config/command-line-options.ts';
import { parseSettings } from '#infra/config/settings-file.ts';

/** Returns the problems in the ConfigError that a function throws, without its heading, or `none`. */
function findProblems(heading: string, parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof ConfigError && error.message.startsWith(`${heading} `)) {
      return error.message.slice(heading.length + 1);
    }
    throw error;
  }
  return 'none';
}

/** Returns the problems of options on the command line, or `none`. */
export const findOptionProblems = (options: Record<string, string>): string =>
  findProblems('The options of -c are not valid.', () => parseOptions(options));

/** Returns the problems of a settings file, or `none`. */
export const findSettingsProblems = (settings: object): string =>
  findProblems('settings.json is not valid.', () =>
    parseSettings(Buffer.from(JSON.stringify(settings)), 'settings.json'),
  );
