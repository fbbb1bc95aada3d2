import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';

/** The machine and the software versions on which the figures depend. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly os: string;
  /** The 1-minute load average before the bench. Other busy processes distort the figures. */
  readonly load: number;
  readonly node: string;
  /** Package versions, by package name. */
  readonly versions: Readonly<Record<string, string>>;
};

const PACKAGES = ['@aws-sdk/client-s3', '@aws-sdk/client-dynamodb', 'node-zendesk'];

export function thisMachine(): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.cpus().length,
    memory: os.totalmem(),
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    load: os.loadavg()[0] ?? 0,
    node: process.version,
    versions: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  };
}

/** Reads the package.json file, because a package need not export it. */
function versionOf(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    try {
      const { version }: { version: string } = JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8'));
      return version;
    } catch {
      // The package is in one of the parent folders.
    }
  }
  return 'unknown';
}
