import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { assertConfig } from './assert-config.ts';
import { ConfigError } from './config-error.ts';
import type { ExporterConfig } from './config-schema.ts';
import { parseSettingsText } from './settings-text.ts';
import { describeUnknownSetting } from './unknown-option.ts';

/** The settings file: in the folder that contains cdk.json. */
export const SETTINGS_FILE = join(import.meta.dirname, '..', '..', 'zendesk-lake.json');

/** The JSON Schema of the settings file. */
export const SCHEMA_FILE = join(import.meta.dirname, '..', '..', 'zendesk-lake.schema.json');

/** Formats the path of a file for messages: from the current folder, if the file is in it. */
export function formatPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

/**
 * Reads the settings file.
 *
 * @returns undefined if there is no such file
 * @throws ConfigError naming every problem of the file
 */
export function readSettings(path: string): ExporterConfig | undefined {
  const name = formatPath(path);
  const bytes = readBytes(path, name);
  return bytes && parseSettings(bytes, name);
}

/**
 * Parses and validates the content of a settings file.
 *
 * @param name - the file's name, for messages
 * @throws ConfigError naming every problem
 */
export function parseSettings(bytes: Uint8Array, name: string): ExporterConfig {
  const settings = parseSettingsText(bytes, name);
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new ConfigError(`${name} must contain a JSON object with a list of accounts. See zendesk-lake.example.json.`);
  }
  // Editors read it.
  const { $schema, ...options }: Record<string, unknown> = { ...settings };
  assertConfig(options, `${name} is not valid.`, describeUnknownSetting);
  return options;
}

function readBytes(path: string, name: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    const reason = code === 'EISDIR' ? 'it is a folder' : String(code);
    throw new ConfigError(`${name} could not be read: ${reason}. It must be a file that you may read.`);
  }
}
