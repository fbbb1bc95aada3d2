import { constants, existsSync } from 'node:fs';
import { access, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type ExportRequest, parseExportRequest } from '#functions/export/core/export-request.ts';
import { assertConfig } from '#infra/config/assert-config.ts';
import { ConfigError } from '#infra/config/config-error.ts';
import { type Account, accountSchema, type ExporterConfig } from '#infra/config/config-schema.ts';
import { credentialsSecretId } from '#infra/config/credentials-secret.ts';
import { formatPath, readSettings } from '#infra/config/settings-file.ts';
import { describeUnknownSetting } from '#infra/config/unknown-option.ts';
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
  const config = explainConfigError(() => readSettings(path));
  if (config === undefined && given !== undefined) {
    throw new CommandError(`${name} does not exist. Check --settings.`);
  }
  return { path, name, config };
}

function explainConfigError<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError(error.message, undefined, { cause: error });
    throw error;
  }
}

/** Returns the export request of an account of a stack, with its resources and secret. */
export function buildExportRequest(stackName: string, account: Account): ExportRequest {
  const { subdomain, resources } = accountSchema.parse(account);
  return parseExportRequest({ subdomain, resources, credentialsSecretId: credentialsSecretId(stackName, account) });
}

/**
 * Asserts that options are valid.
 * @param heading - the first sentence of the message
 * @throws CommandError naming every problem
 */
export function assertSettings(options: unknown, heading: string): asserts options is ExporterConfig {
  explainConfigError(() => assertConfig(options, heading, describeUnknownSetting));
}

/**
 * Asserts that the settings file can and may be written: that its folder is writable, and that it does not exist or the
 * user agrees to replace it.
 * @throws CommandError
 */
export async function assertReplaceable({ confirm }: Pick<Io, 'confirm'>, path: string, force: boolean): Promise<void> {
  await access(dirname(path), constants.W_OK).catch((error: unknown) => {
    throw notWritableError(path, error);
  });
  if (force || !existsSync(path)) return;
  const name = formatPath(path);
  if (confirm === undefined) {
    throw new CommandError(`${name} exists. Nothing was changed. To replace it, pass --force.`);
  }
  if (!(await confirm(`${name} exists. Replace it?`))) throw new CommandError('Nothing was changed.');
}

/**
 * Writes the settings file in one step: after a failure, the old file or none is there.
 * @returns the file's name for messages
 * @throws CommandError if the file cannot be written
 */
export async function writeSettings(path: string, settings: object): Promise<string> {
  const name = formatPath(path);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify(settings, null, 2)}\n`, { flag: 'wx' });
    await rename(temporary, path);
    return name;
  } catch (error) {
    await rm(temporary, { force: true });
    throw notWritableError(path, error);
  }
}

function notWritableError(path: string, error: unknown): CommandError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return new CommandError(
    `${formatPath(path)} could not be written (${reason}). Check that its folder exists and is writable.`,
  );
}
