import type { ListedObject } from './listed-object.ts';

/** How far back (ms) writes are taken for an export's present speed. */
const RECENT_MS = 3_600_000;

/**
 * Estimates the seconds until an export has caught up, from its objects of the last hour.
 *
 * @param lagSeconds - from the position to now
 * @param now - epoch milliseconds
 * @returns undefined if nothing was written lately, or if the export is not gaining on Zendesk
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
  // While it reads one second of the past, another one passes.
  const gainPerSecond = advanced / took - 1;
  return gainPerSecond > 0 ? Math.ceil(lagSeconds / gainPerSecond) : undefined;
}
