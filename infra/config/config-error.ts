/** The options are invalid or missing. The message names every problem and the next step. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
