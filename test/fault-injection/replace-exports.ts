import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { Fault } from './fault.ts';

const FOLDER = import.meta.dirname;
/** The namespace of the wrapper modules. */
const NAMESPACE = 'replaceable';

/**
 * Replaces imports of the faults' modules by imports of a wrapper. It has the same exports, except that each function
 * that some fault replaces is replaceable. The faults and the wrapper import the real module.
 */
export const replaceExports = (faults: readonly Fault[], root: string): Plugin => ({
  name: 'replace-exports',
  setup(building) {
    const replaced = new Map(replacedNames(faults).map(([path, names]) => [join(root, path), { path, names }]));
    const imported = new Set<string>();

    building.onResolve({ filter: /\.ts$/ }, async ({ path, importer, namespace, kind, resolveDir, pluginData }) => {
      if (pluginData === NAMESPACE) return undefined;
      const resolved = await building.resolve(path, { importer, kind, resolveDir, pluginData: NAMESPACE });
      const isReal = namespace === NAMESPACE || importer.startsWith(FOLDER);
      if (isReal || !replaced.has(resolved.path)) return resolved;
      imported.add(resolved.path);
      return { path: resolved.path, namespace: NAMESPACE };
    });

    building.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path: file }) => {
      const { path, names } = replaced.get(file) ?? { path: file, names: [] };
      return { contents: wrapper(path, file, names), loader: 'ts', resolveDir: FOLDER };
    });

    building.onEnd(() => {
      const unused = [...replaced].flatMap(([file, { path }]) => (imported.has(file) ? [] : [path]));
      if (unused.length > 0)
        throw new Error(`Faults replace functions of modules that are not imported: ${unused.join(', ')}.`);
    });
  },
});

/** Returns the functions that some fault replaces, by the path of their module. */
function replacedNames(faults: readonly Fault[]): [path: string, names: string[]][] {
  const all = faults.flatMap(({ replace }) => Object.entries(replace));
  return [...Map.groupBy(all, ([path]) => path)].map(([path, entries]) => [
    path,
    [...new Set(entries.flatMap(([, replacements]) => Object.keys(replacements)))],
  ]);
}

const wrapper = (path: string, file: string, names: readonly string[]): string => `
  import { replaceable } from '${join(FOLDER, 'replaceable.ts')}';
  import * as real from '${file}';
  export * from '${file}';
  ${names.map((name) => `export const ${name} = replaceable('${path}', '${name}', real.${name});`).join('\n  ')}
`;
