import { join } from 'node:path';
import { bundleExporter } from '#scripts/bundle.ts';

/** The folder of the bundle for the end-to-end tests. It is built once before them, by the same code as for the stack. */
export const BUNDLE_DIR = join(import.meta.dirname, '..', '..', 'dist', 'export');

export default function setup(): void {
  bundleExporter(BUNDLE_DIR);
}
