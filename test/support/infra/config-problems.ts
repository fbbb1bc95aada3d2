import { ConfigError, parseConfig } from '#infra/config/config.ts';

const PREFIX = 'The configuration is not valid. ';

/** Returns the problems that parseConfig reports for a context, or `none`. */
export function findConfigProblems(context: Record<string, unknown>): string {
  try {
    parseConfig(context);
  } catch (error) {
    if (error instanceof ConfigError && error.message.startsWith(PREFIX)) return error.message.slice(PREFIX.length);
    throw error;
  }
  return 'none';
}
