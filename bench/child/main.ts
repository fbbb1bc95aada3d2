/**
 * The measured process. It loads one program, whose file is its argument, and runs the jobs that the parent sends. It is
 * bundled like the programs, so that stripping types costs neither time nor memory.
 */
import { pathToFileURL } from 'node:url';
import { memoryNow, peakRss } from './memory.ts';
import type { Figures, FromChild, Job, Program, ToChild } from './messages.ts';

const send = (message: FromChild): void => void process.send?.(message);

const program: Program = await import(pathToFileURL(process.argv[2] ?? '').href);

async function measure(job: Job): Promise<Figures> {
  await program.prepare?.(job);
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await program.default(job);
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs, peakRss: peakRss() };
}

process.on('disconnect', () => process.exit());
process.on('message', (message: ToChild) => {
  if (message.kind === 'sample') {
    globalThis.gc?.();
    send({ kind: 'sampled', memory: memoryNow() });
    return;
  }
  measure(message.job).then(
    (figures) => send({ kind: 'done', figures }),
    (error: unknown) => send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});
send({ kind: 'ready', memory: memoryNow() });
