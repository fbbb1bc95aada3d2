import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/sandbox/aws/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..', '..');

type Machine = {
  readonly version: string;
  readonly platform?: string;
  readonly arch?: string;
  /** Version of glibc. Null if the system has none, such as Alpine. */
  readonly glibc?: string | null;
};

/** Runs a script in a Node.js that reports another version and machine. */
function runAs(machine: Machine, ...args: string[]) {
  const { version, platform = 'linux', arch = 'x64', glibc = '2.41' } = machine;
  const header = glibc === null ? {} : { glibcVersionRuntime: glibc };
  const values = { versions: { node: version }, platform, arch };
  const override = `for (const [name, value] of Object.entries(${JSON.stringify(values)}))
    Object.defineProperty(process, name, { value });
  Object.defineProperty(process, 'report', { value: { getReport: () => (${JSON.stringify({ header })}) } });`;
  return spawnSync('node', ['--import', `data:text/javascript,${encodeURIComponent(override)}`, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

describe('check-node', () => {
  it.each(['18.20.8', '20.19.5', '22.18.0', '24.2.0'])('ends with a clear message on Node.js %s', (version) => {
    const { status, stdout, stderr } = runAs({ version }, 'common/check-node.mjs');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`zendesk-lake needs Node.js 24.3 or later. This is Node.js ${version}: `);
    expect(stderr.split('\n')).toHaveLength(3);
  });

  it.each<[string, Omit<Machine, 'version'>, string]>([
    ['Linux', {}, 'Run "npm ci" without --omit=optional'],
    ['Linux on arm64', { arch: 'arm64' }, 'Run "npm ci" without --omit=optional'],
    ['Alpine', { glibc: null }, 'node:24-alpine'],
    ['Linux on another processor', { arch: 's390x' }, 'nvm install 24'],
    ['macOS', { platform: 'darwin', arch: 'arm64', glibc: null }, 'nvm install 24'],
    ['Windows', { platform: 'win32', glibc: null }, 'nvm install 24'],
  ])('names the way to a Node.js that works on %s', (_, machine, way) => {
    expect(runAs({ version: '20.19.5', ...machine }, 'common/check-node.mjs').stderr).toContain(way);
  });

  it('names the command that installs a development dependency', () => {
    const missing = runAs({ version: '24.21.0' }, 'common/check-node.mjs', 'no-such-package');
    expect(missing).toMatchObject({ status: 1, stdout: '' });
    expect(missing.stderr).toContain('Run "npm ci --include=dev"');
  });

  it.each(['24.3.0', '24.21.0', '26.0.0'])('accepts Node.js %s', (version) => {
    expect(runAs({ version }, 'common/check-node.mjs', 'vitest')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('runs before the command line', () => {
    const { status, stderr } = runAs({ version: '20.19.5' }, manifest.bin['zendesk-lake'], '--help');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^zendesk-lake needs Node\.js/);
  });

  it('ends with a message if the dependencies are not installed, also before an import of one', async () => {
    const copy = await temporaryFolder();
    await mkdir(join(copy, 'common'));
    await copyFile(join(ROOT, 'common', 'check-node.mjs'), join(copy, 'common', 'check-node.mjs'));
    await writeFile(join(copy, 'app.js'), '');
    const args = cdk.app.replace('infra/app.ts', 'app.js').split(' ').slice(1);
    expect(spawnSync('node', args, { cwd: copy, encoding: 'utf8' })).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'The dependencies are not installed. Run "npm ci" at the root of the repository.\n',
    });
  });

  it('runs before npm start and the tests, with a package that each of them needs', () => {
    const { prestart, pretest, 'pretest:unit': pretestUnit } = manifest.scripts;
    expect(prestart).toBe('node common/check-node.mjs @duckdb/node-api');
    expect([pretest, pretestUnit]).toEqual(['node common/check-node.mjs vitest', 'node common/check-node.mjs vitest']);
  });
});
