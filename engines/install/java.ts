import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable } from '../core/session.ts';
import { runCommand } from './run-command.ts';

const JVM_FOLDER = '/usr/lib/jvm';

/**
 * The home of a Java of one of these major versions: `JAVA_HOME`, or a folder in /usr/lib/jvm.
 *
 * @throws Unavailable if there is none
 */
export async function findJava(majors: readonly number[]): Promise<string> {
  const entries = await readdir(JVM_FOLDER, { withFileTypes: true }).catch(() => []);
  const installed = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(JVM_FOLDER, name));
  const { JAVA_HOME } = process.env;
  const found: number[] = [];
  for (const home of [...(JAVA_HOME === undefined ? [] : [JAVA_HOME]), ...installed]) {
    const major = await majorVersion(home);
    if (major === undefined) continue;
    if (majors.includes(major)) return home;
    found.push(major);
  }
  const seen = found.length === 0 ? 'none found' : `found Java ${[...new Set(found)].join(', ')}`;
  throw new Unavailable(`no Java ${majors.join(' or ')} in JAVA_HOME or ${JVM_FOLDER} (${seen})`);
}

async function majorVersion(home: string): Promise<number | undefined> {
  const { ok, output } = await runCommand(join(home, 'bin', 'java'), ['-version']);
  const [, major] = /version "(\d+)/.exec(output) ?? [];
  return ok && major !== undefined ? Number(major) : undefined;
}
