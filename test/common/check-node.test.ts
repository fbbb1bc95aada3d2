import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/sandbox/aws/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Runs a script in a Node.js that reports another version. */
function runAs(version: string, ...args: string[]) {
  const override = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`;
  return spawnSync('node', ['--import', `data:text/javascript,${encodeURIComponent(override)}`, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

describe('check-node', () => {
  it.each(['18.20.8', '20.19.5', '22.18.0', '24.2.0'])('ends with a clear message on Node.js %s', (version) => {
    const { status, stdout, stderr } = runAs(version, 'common/check-node.mjs');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`zendesk-lake needs Node.js 24.3 or later. This is Node.js ${version}: `);
    expect(stderr).toContain('install Node.js 24');
  });

  it.each(['24.3.0', '24.21.0', '26.0.0'])('accepts Node.js %s', (version) => {
    expect(runAs(version, 'common/check-node.mjs')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('runs before the command line', () => {
    const { status, stderr } = runAs('20.19.5', manifest.bin['zendesk-lake'], '--help');
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

  it('runs before npm start and npm test', () => {
    const { prestart, pretest } = manifest.scripts;
    expect([prestart, pretest]).toEqual(['node common/check-node.mjs', 'node common/check-node.mjs']);
  });
});
