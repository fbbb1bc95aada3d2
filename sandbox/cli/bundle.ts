import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleExporter } from '#scripts/bundle.ts';

/** The function as the stack builds it, in a folder of its own. */
export async function buildBundle(): Promise<{ readonly dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'zendesk-lake-bundle-'));
  bundleExporter(dir);
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
