import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleExporter } from '#scripts/bundle.ts';

/** Builds the function's bundle as the stack does, in a temporary folder. */
export async function buildBundle(): Promise<{ readonly dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'zendesk-lake-bundle-'));
  bundleExporter(dir);
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
