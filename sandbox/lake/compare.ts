import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { LandedObject } from './landed-object.ts';
import type { LakeLayout } from './layout.ts';

/** One version of a ticket with its exact JSON text. */
export type TicketVersion = { readonly id: number; readonly generatedTimestamp: number; readonly text: string };

/** Ids of tickets that differ between the lake and the expected records. */
export type Comparison = {
  readonly complete: boolean;
  /** Not in the lake. */
  readonly missing: readonly number[];
  /** In the lake, but not in the latest version. */
  readonly outdated: readonly number[];
  /** In the lake in the latest version, but with different bytes. */
  readonly altered: readonly number[];
  /** In the lake, but not expected. */
  readonly unexpected: readonly number[];
};

/**
 * Returns the latest version of each ticket in the lake: the greatest `generated_timestamp`. Among equals, the object
 * that was written last wins.
 *
 * @param objects - in write order
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

/** Compares the lake's latest versions with those of a complete export. */
export function compare(lake: ReadonlyMap<number, TicketVersion>, expected: readonly TicketVersion[]): Comparison {
  const expectedIds = new Set(expected.map(({ id }) => id));
  const idsWhere = (differs: (landed: TicketVersion | undefined, version: TicketVersion) => boolean): number[] =>
    expected.filter((version) => differs(lake.get(version.id), version)).map(({ id }) => id);

  const missing = idsWhere((landed) => landed === undefined);
  const outdated = idsWhere(
    (landed, version) => landed !== undefined && landed.generatedTimestamp !== version.generatedTimestamp,
  );
  const altered = idsWhere(
    (landed, version) => landed?.generatedTimestamp === version.generatedTimestamp && landed.text !== version.text,
  );
  const unexpected = [...lake.keys()].filter((id) => !expectedIds.has(id));
  const complete = [missing, outdated, altered, unexpected].every((ids) => ids.length === 0);
  return { complete, missing, outdated, altered, unexpected };
}
