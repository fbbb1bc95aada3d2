import { readFileSync } from 'node:fs';
import { memoryUsage, platform, resourceUsage } from 'node:process';
import type { Memory } from './messages.ts';

export function memoryNow(): Memory {
  const { rss, heapUsed, external } = memoryUsage();
  return { rss, heapUsed, external };
}

/**
 * The most memory that this process has had, in bytes. On Linux not `maxRSS`: that begins with what the process had
 * that started this one, until `exec` has replaced its image.
 */
export function peakRss(): number {
  const [, kilobytes] =
    platform === 'linux' ? (/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []) : [];
  return 1024 * Number(kilobytes ?? resourceUsage().maxRSS);
}
