import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { Fault } from './fault.ts';

const FOLDER = import.meta.dirname;
/** The namespace of the wrapper modules. */
const NAMESPACE = 'with-fault';

/**
 * Replaces imports of the fault's modules by imports of a wrapper. It has the same exports, except that the replaced
 * functions are the fault's. The faults and the wrapper import the real module.
 */
export const replaceExports = ({ name, replace }: Fault, root: string): Plugin => ({
  name: 'replace-exports',
  setup(building) {
    const replaced = new Map(Object.entries(replace).map(([path, exports]) => [join(root, path), { path, exports }]));
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
      const { path, exports } = replaced.get(file) ?? { path: file, exports: {} };
      return { contents: wrapper(name, path, file, Object.keys(exports)), loader: 'ts', resolveDir: FOLDER };
    });

    building.onEnd(() => {
      const unused = [...replaced].flatMap(([file, { path }]) => (imported.has(file) ? [] : [path]));
      if (unused.length > 0)
        throw new Error(
          `The fault "${name}" replaces functions of modules that are not imported: ${unused.join(', ')}.`,
        );
    });
  },
});

/** Creates a replacement at its first call, because the faults may be evaluated after this module. */
const wrapper = (fault: string, path: string, file: string, exports: readonly string[]): string => `
  import { findReplacement } from '${join(FOLDER, 'faults', 'index.ts')}';
  import * as real from '${file}';
  export * from '${file}';
  ${exports
    .map(
      (name) => `
  let ${name}_: typeof real.${name} | undefined;
  export const ${name} = (...args) => {
    ${name}_ ??= findReplacement(${JSON.stringify(fault)}, ${JSON.stringify(path)}, '${name}')(real.${name});
    return ${name}_(...args);
  };`,
    )
    .join('')}
`;
