import { resolve } from 'node:path';
import { ConfigError } from '#infra/config/config-error.ts';
import type { ExporterConfig } from '#infra/config/config-schema.ts';
import { formatPath, readSettings } from '#infra/config/settings-file.ts';
import { CommandError } from './exit.ts';
import type { Io } from './io.ts';

/** The settings file, which may not exist. */
export type Settings = {
  readonly path: string;
  /** The path for messages. */
  readonly name: string;
  /** Undefined if the file does not exist. */
  readonly config: ExporterConfig | undefined;
};

/** Returns the path of the settings file: that of `--settings`, or the default. */
export const settingsPath = ({ settingsFile }: Pick<Io, 'settingsFile'>, given: string | undefined): string =>
  given === undefined ? settingsFile : resolve(given);

/**
 * Reads the settings file.
 *
 * @param given - path in `--settings`, if any
 * @throws CommandError if the file is not valid, or if the given file does not exist
 */
export function openSettings(io: Pick<Io, 'settingsFile'>, given: string | undefined): Settings {
  const path = settingsPath(io, given);
  const name = formatPath(path);
  const config = read(path);
  if (config === undefined && given !== undefined) {
    throw new CommandError(`${name} does not exist. Check --settings.`);
  }
  return { path, name, config };
}

function read(path: string): ExporterConfig | undefined {
  try {
    return readSettings(path);
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError(error.message, undefined, { cause: error });
    throw error;
  }
}
