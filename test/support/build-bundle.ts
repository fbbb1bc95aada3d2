import { join } from 'node:path';
import { bundleExporter } from '#scripts/bundle.ts';

/** Where the end-to-end tests find the bundle: built once before all of them, by the stack's own code. */
export const BUNDLE_DIR = join(import.meta.dirname, '..', '..', 'dist', 'export');

export default function setup(): void {
  bundleExporter(BUNDLE_DIR);
}
