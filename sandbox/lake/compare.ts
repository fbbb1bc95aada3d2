import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { LandedObject } from './landed-object.ts';
import type { LakeLayout } from './layout.ts';

/** One version of a ticket: its exact JSON text, and what identifies it. */
export type TicketVersion = { readonly id: number; readonly generatedTimestamp: number; readonly text: string };

/** Ids of tickets whose copy in the lake is not what it should be. */
export type Comparison = {
  readonly complete: boolean;
  /** In no object. */
  readonly missing: readonly number[];
  /** There, but not in the latest version. */
  readonly outdated: readonly number[];
  /** There in the latest version, but with other bytes. */
  readonly altered: readonly number[];
  /** In the lake, but never shown by the export. */
  readonly unexpected: readonly number[];
};

/**
 * The latest state of each ticket in the lake: the greatest `generated_timestamp`, and among equals the object that
 * was written last.
 *
 * @param objects - in the order in which they were written
 */
export async function latestVersions(
  objects: readonly LandedObject[],
  layout: Pick<LakeLayout, 'tickets'>,
): Promise<Map<number, TicketVersion>> {
  const latest = new Map<number, TicketVersion>();
  for (const { path } of objects) {
    const bytes = await readFile(path);
    const content = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    for (const text of layout.tickets(content)) {
      const { id, generated_timestamp: generatedTimestamp }: { id: number; generated_timestamp: number } =
        JSON.parse(text);
      const known = latest.get(id);
      if (known === undefined || generatedTimestamp >= known.generatedTimestamp) {
        latest.set(id, { id, generatedTimestamp, text });
      }
    }
  }
  return latest;
}

/** Compares the lake's latest state with what a complete export would hold. */
export function compare(lake: ReadonlyMap<number, TicketVersion>, expected: readonly TicketVersion[]): Comparison {
  const expectedIds = new Set(expected.map(({ id }) => id));
  const idsWhere = (differs: (landed: TicketVersion | undefined, wanted: TicketVersion) => boolean): number[] =>
    expected.filter((wanted) => differs(lake.get(wanted.id), wanted)).map(({ id }) => id);

  const missing = idsWhere((landed) => landed === undefined);
  const outdated = idsWhere(
    (landed, wanted) => landed !== undefined && landed.generatedTimestamp !== wanted.generatedTimestamp,
  );
  const altered = idsWhere(
    (landed, wanted) => landed?.generatedTimestamp === wanted.generatedTimestamp && landed.text !== wanted.text,
  );
  const unexpected = [...lake.keys()].filter((id) => !expectedIds.has(id));
  const complete = [missing, outdated, altered, unexpected].every((ids) => ids.length === 0);
  return { complete, missing, outdated, altered, unexpected };
}
