import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'links-'));
  await writeFile(join(folder, 'other.md'), '# Other\n\n## A heading\n');
});
afterEach(() => rm(folder, { recursive: true }));

/** Checks a document that consists of one link, with the project's configuration. */
async function checkLink(link: string): Promise<void> {
  await writeFile(join(folder, 'document.md'), `# Document\n\n${link}\n`);
  const checker = join(ROOT, 'node_modules', '.bin', 'markdownlint-cli2');
  await promisify(execFile)(checker, ['--config', join(ROOT, '.markdownlint-cli2.jsonc')], { cwd: folder });
}

describe('the check of Markdown links', () => {
  it.each(['[file](other.md)', '[heading](other.md#a-heading)', '[own heading](#document)'])(
    'accepts %s',
    async (link) => {
      await expect(checkLink(link)).resolves.toBeUndefined();
    },
  );

  it.each([
    ['[file](missing.md)', '"missing.md" should exist in the file system'],
    ['[heading](other.md#missing)', '"other.md#missing" should have a valid fragment identifier'],
    ['[own heading](#missing)', 'Link fragments should be valid'],
    ['[undefined reference][missing]', 'Missing link or image reference definition'],
  ])('refuses %s', async (link, problem) => {
    await expect(checkLink(link)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(problem) });
  });
});
