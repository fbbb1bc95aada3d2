import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findJava } from '#engines/install/java.ts';

/** A JAVA_HOME whose `java` prints this version, as Java does. */
async function fakeJava(version: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  await mkdir(join(home, 'bin'));
  const java = join(home, 'bin', 'java');
  await writeFile(java, `#!/bin/sh\necho 'openjdk version "${version}" 2099-01-01' >&2\n`);
  await chmod(java, 0o755);
  vi.stubEnv('JAVA_HOME', home);
  onTestFinished(() => void vi.unstubAllEnvs());
  return home;
}

it('a Java of the right version is found by JAVA_HOME', async () => {
  const home = await fakeJava('98.0.1');
  expect(await findJava([97, 98])).toBe(home);
});

it('the error names the versions that were found if none is right', async () => {
  await fakeJava('98.0.1');
  await expect(findJava([99])).rejects.toMatchObject({
    name: 'Unavailable',
    message: expect.stringMatching(/^no Java 99 in JAVA_HOME or \/usr\/lib\/jvm \(found Java 98\b/),
  });
});
