import type { ListedObject } from './listed-object.ts';

/** Objects written within this time (ms) determine the current speed of an export. */
const RECENT_MS = 3_600_000;

/**
 * Estimates the seconds until an export has caught up, from the objects written in the last hour.
 *
 * @param lagSeconds - from the position to now
 * @param now - epoch milliseconds
 * @returns undefined if nothing was written in the last hour, or if the export is not catching up
 */
export function secondsToCatchUp(
  objects: readonly Pick<ListedObject, 'startTime' | 'endTime' | 'lastModifiedMs'>[],
  lagSeconds: number,
  now: number,
): number | undefined {
  const recent = objects.filter(({ lastModifiedMs }) => now - lastModifiedMs <= RECENT_MS);
  const firstWrite = Math.min(...recent.map(({ lastModifiedMs }) => lastModifiedMs));
  const advanced =
    Math.max(...recent.map(({ endTime }) => endTime)) - Math.min(...recent.map(({ startTime }) => startTime));
  const took = (now - firstWrite) / 1000;
  if (recent.length === 0 || took <= 0) return undefined;
  // One second passes per second, so only the speed beyond that reduces the lag.
  const gainPerSecond = advanced / took - 1;
  return gainPerSecond > 0 ? Math.ceil(lagSeconds / gainPerSecond) : undefined;
}
