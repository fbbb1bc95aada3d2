import { readFileSync } from 'node:fs';
import { memoryUsage, platform, resourceUsage } from 'node:process';
import type { Memory } from './messages.ts';

export function memoryNow(): Memory {
  const { rss, heapUsed, external } = memoryUsage();
  return { rss, heapUsed, external };
}

/**
 * The peak resident memory of this process, in bytes. `maxRSS` is wrong on Linux: it starts with the parent's memory,
 * which the child has until `exec` replaces its image.
 */
export function peakRss(): number {
  const [, kilobytes] =
    platform === 'linux' ? (/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []) : [];
  return 1024 * Number(kilobytes ?? resourceUsage().maxRSS);
}
