import type { ChildProcess } from 'node:child_process';

/** Kills a child process if this one exits before it. */
export function killAtExit(child: ChildProcess): void {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
}
