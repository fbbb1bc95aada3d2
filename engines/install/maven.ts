import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENGINES_FOLDER, WORK_FOLDER } from '../core/folders.ts';
import { Unavailable } from '../core/session.ts';
import { lastLine, runCommand } from './run-command.ts';

/**
 * Builds a Maven project below engines/ with its pinned dependencies. One that has been built from the same text is used
 * again.
 *
 * @param sources - the project's files, the POM first
 * @returns the class path
 * @throws Unavailable without Maven or the network
 */
export async function buildJava(name: string, javaHome: string, sources: readonly string[]): Promise<string> {
  const project = join(ENGINES_FOLDER, name);
  const work = join(WORK_FOLDER, name);
  const texts = await Promise.all(sources.map((source) => readFile(join(project, source), 'utf8')));
  const wanted = texts.join('\n');
  const stamp = join(work, 'built.txt');
  if ((await readFile(stamp, 'utf8').catch(() => undefined)) !== wanted) {
    const repository = `-Dmaven.repo.local=${join(WORK_FOLDER, 'maven')}`;
    const goals = ['compile', 'dependency:build-classpath'];
    const built = await runCommand('mvn', ['-q', '-B', repository, `-Dwork=${work}`, ...goals], {
      cwd: project,
      env: { JAVA_HOME: javaHome },
    });
    if (built.isMissing) throw new Unavailable('no Maven: install mvn');
    if (!built.ok) throw new Unavailable(`Maven cannot build engines/${name}: ${firstError(built.output)}`);
    await writeFile(stamp, wanted);
  }
  return `${join(work, 'classes')}:${await readFile(join(work, 'classpath.txt'), 'utf8')}`;
}

/** Maven ends with general advice; its first error names the cause. */
const firstError = (output: string): string =>
  output.split('\n').find((line) => line.startsWith('[ERROR]')) ?? lastLine(output);
