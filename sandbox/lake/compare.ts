import type { LandedObject } from './landed-object.ts';
import type { LakeLayout } from './layout.ts';
import { readTexts } from './read-texts.ts';
import type { LakeResource } from './resources.ts';

/** One version of a record with its exact JSON text. */
type RecordVersion = {
  readonly id: number;
  /** Its timestamp in epoch seconds. */
  readonly second: number;
  readonly text: string;
};

/** A version in the lake, and when its page was requested, in epoch milliseconds. */
export type LandedVersion = RecordVersion & { readonly requestedAtMs: number };

/** A version in a complete export. */
export type ExpectedVersion = RecordVersion & {
  /** The texts of this version before Zendesk changed the record without its timestamp. */
  readonly earlier?: readonly { readonly text: string; readonly untilMs: number }[];
};

/** Ids of records that differ between the lake and the expected records. */
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
  /** In the lake as Zendesk showed them when their page was requested. They have changed since, without their timestamp. */
  readonly changedSince: readonly number[];
};

/**
 * Returns the latest version of each record in the lake: the greatest timestamp. Among equals, the object that was written
 * last wins. Ignores objects and records that cannot be read.
 *
 * @param objects - in write order
 * @param expected - the versions whose texts are in memory: an equal text is not kept twice, nor is its page
 */
export async function latestVersions(
  objects: readonly LandedObject[],
  layout: Pick<LakeLayout, 'records'>,
  resource: LakeResource,
  expected: readonly ExpectedVersion[] = [],
): Promise<Map<number, LandedVersion>> {
  const known = new Map(
    expected
      .flatMap(({ text, earlier = [] }) => [text, ...earlier.map((each) => each.text)])
      .map((text) => [text, text]),
  );
  const latest = new Map<number, LandedVersion>();
  for (const { path, requestedAtMs } of objects) {
    for (const text of await readTexts(path, layout, resource))
      keepLatest(latest, { text: known.get(text) ?? text, requestedAtMs }, resource);
  }
  return latest;
}

/** Adds a copy of a record that was written after those before it. Ignores it if its version is not the latest. */
export function keepLatest(
  latest: Map<number, LandedVersion>,
  copy: Pick<LandedVersion, 'text' | 'requestedAtMs'>,
  resource: LakeResource,
): void {
  const version = identify(copy.text, resource);
  const known = latest.get(version.id);
  if (known === undefined || version.second >= known.second) latest.set(version.id, { ...version, ...copy });
}

function identify(text: string, { timestamp: { field, format } }: LakeResource): Pick<RecordVersion, 'id' | 'second'> {
  const record: Readonly<Record<string, unknown>> = JSON.parse(text);
  const stamp = record[field];
  return {
    id: Number(record['id']),
    second: format === 'iso' ? Math.floor(Date.parse(String(stamp)) / 1000) : Number(stamp),
  };
}

/** Compares the lake's latest versions with those of a complete export. */
export function compare(lake: ReadonlyMap<number, LandedVersion>, expected: readonly ExpectedVersion[]): Comparison {
  const judged = Map.groupBy(expected, (version) => judge(lake.get(version.id), version));
  const idsOf = (verdict: Verdict): number[] => (judged.get(verdict) ?? []).map(({ id }) => id);
  const expectedIds = new Set(expected.map(({ id }) => id));
  const faults = {
    missing: idsOf('missing'),
    outdated: idsOf('outdated'),
    altered: idsOf('altered'),
    unexpected: [...lake.keys()].filter((id) => !expectedIds.has(id)),
  };
  const complete = Object.values(faults).every((ids) => ids.length === 0);
  return { complete, ...faults, changedSince: idsOf('changedSince') };
}

type Verdict = 'equal' | 'missing' | 'outdated' | 'altered' | 'changedSince';

/** Compares a record in the lake with the expected version. */
function judge(landed: LandedVersion | undefined, { second, text, earlier = [] }: ExpectedVersion): Verdict {
  if (landed === undefined) return 'missing';
  if (landed.second !== second) return 'outdated';
  if (landed.text === text) return 'equal';
  const wasCurrent = earlier.some((each) => each.text === landed.text && landed.requestedAtMs < each.untilMs);
  return wasCurrent ? 'changedSince' : 'altered';
}
