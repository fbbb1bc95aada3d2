import type { Listed } from './prove-chain.ts';

/** How far back (ms) writes tell how fast an export advances. */
const RECENT_MS = 3_600_000;

/**
 * Seconds until an export has caught up, told from how far its objects of the last hour have led.
 *
 * @param lagSeconds - from the position to now
 * @param now - epoch milliseconds
 * @returns undefined where that cannot be told: nothing was written lately, or it does not get nearer
 */
export function secondsToCatchUp(
  objects: readonly Pick<Listed, 'startTime' | 'endTime' | 'lastModifiedMs'>[],
  lagSeconds: number,
  now: number,
): number | undefined {
  const recent = objects.filter(({ lastModifiedMs }) => now - lastModifiedMs <= RECENT_MS);
  const firstWrite = Math.min(...recent.map(({ lastModifiedMs }) => lastModifiedMs));
  const advanced =
    Math.max(...recent.map(({ endTime }) => endTime)) - Math.min(...recent.map(({ startTime }) => startTime));
  const took = (now - firstWrite) / 1000;
  if (recent.length === 0 || took <= 0) return undefined;
  // While it reads one second of the past, another one passes.
  const gainPerSecond = advanced / took - 1;
  return gainPerSecond > 0 ? Math.ceil(lagSeconds / gainPerSecond) : undefined;
}
