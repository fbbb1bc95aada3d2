import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';

/** What the figures depend on. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly os: string;
  /** How many processes wanted a core in the minute before: others that do distort the figures. */
  readonly load: number;
  readonly node: string;
  /** Of packages, by name. */
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

/** Not by importing its package.json: a package need not export it. */
function versionOf(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    try {
      const { version }: { version: string } = JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8'));
      return version;
    } catch {
      // It lies in one of the folders above.
    }
  }
  return 'unknown';
}
