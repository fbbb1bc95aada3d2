/**
 * The process that is measured: it loads one contestant, given as the path of its file, and runs the jobs that it is
 * sent. It is bundled like the contestants, so that stripping types takes neither its time nor its memory.
 */
import { pathToFileURL } from 'node:url';
import { memoryNow, peakRss } from './memory.ts';
import type { Contestant, Figures, FromChild, Job, ToChild } from './messages.ts';

const send = (message: FromChild): void => void process.send?.(message);

const loaded: { readonly default: Contestant } = await import(pathToFileURL(process.argv[2] ?? '').href);

async function measure(job: Job): Promise<Figures> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await loaded.default(job);
  const wallMs = performance.now() - begun;
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
