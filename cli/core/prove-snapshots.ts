import type { ListedPage } from './listed-object.ts';
import type { LookUp, Verdict } from './prove-chain.ts';
import { addRange, findGaps, type Range } from './ranges.ts';
import { groupBySnapshot, type ListedSnapshot } from './snapshot-pages.ts';

/** Pages of a snapshot that are missing in the listing. Times are epoch seconds. */
export type MissingPages = {
  /** When the snapshot began. */
  readonly snapshot: number;
  readonly from: number;
  /** The last missing page. Null if the snapshot's last page is missing too, so that its number is unknown. */
  readonly to: number | null;
  /** The start of the window that the snapshot reads. Null if the list has none, or if it is unknown. */
  readonly since: number | null;
};

/** The snapshots of a list by their state, and the missing pages of the complete ones. */
export type SnapshotsVerdict = {
  /** Snapshots whose last page has landed. */
  readonly complete: number;
  /** Incomplete snapshots that no run continues. */
  readonly interrupted: number;
  readonly underWay: number;
  /** Snapshots that were not verified, because their objects may have expired in part. */
  readonly passedOver: number;
  readonly missing: readonly MissingPages[];
};

/** Whether the snapshots of a list are complete. `gaps` are the times that no snapshot of a list with a window reads. */
export type ListVerdict = Verdict & { readonly snapshots: SnapshotsVerdict };

/** The input of the verification of a list, apart from its objects. Times are epoch seconds. */
export type ListFacts = {
  /** The members of the cursor item with these names. */
  readonly cursor: {
    readonly startTime?: number;
    readonly endTime?: number;
    readonly snapshotTime?: number;
    readonly page?: number;
  };
  /** True if a snapshot reads only the records of a window of time. */
  readonly hasWindow: boolean;
  /** True if objects of a snapshot that began at this time may have expired. */
  readonly isExpired: (time: number) => boolean;
  /** Passes over the first snapshots that lack their first page, because it has expired. */
  readonly fromOldest: boolean;
  /** True if old objects are deleted, so that the verification of a list with a window starts at the oldest snapshot. */
  readonly expires: boolean;
};

/** The state of a snapshot. */
type State = 'complete' | 'interrupted' | 'underWay' | 'passedOver';

type Judged = {
  readonly snapshot: ListedSnapshot;
  readonly state: State;
  readonly missing: readonly Pick<MissingPages, 'from' | 'to'>[];
};

/** The snapshots so far. */
type Tally = {
  readonly counts: Record<State, number>;
  objects: number;
  lookedUp: number;
  missing: readonly MissingPages[];
  /** The time that complete snapshots with a window read. */
  covered: readonly Range[];
  /** When the first and the last complete snapshot began. */
  first?: number;
  last?: number;
  /** True if the snapshot that the cursor item names has an object. */
  hasNamed: boolean;
};

/** Metadata of this many snapshots is read at the same time. */
const LOOKUP_BATCH = 32;

/**
 * Verifies that each complete snapshot has all its pages, and that the snapshot that the cursor item names is among
 * them. Of a list with a window, also that the complete snapshots read all time from the export's start to that
 * snapshot. The start of a window is in the metadata, which is looked up once per complete snapshot.
 *
 * @param pages - in the order of their keys
 */
export async function proveSnapshots(
  pages: AsyncIterable<ListedPage>,
  facts: ListFacts,
  lookUp: LookUp,
): Promise<ListVerdict> {
  const tally: Tally = {
    counts: { complete: 0, interrupted: 0, underWay: 0, passedOver: 0 },
    objects: 0,
    lookedUp: 0,
    missing: [],
    covered: [],
    hasNamed: false,
  };
  for await (const batch of inBatches(judgeAll(groupBySnapshot(pages), facts), LOOKUP_BATCH)) {
    await addBatch(tally, batch, facts, lookUp);
  }
  return conclude(tally, facts);
}

async function* judgeAll(snapshots: AsyncIterable<ListedSnapshot>, facts: ListFacts): AsyncGenerator<Judged> {
  let mayLackStart = facts.fromOldest;
  for await (const snapshot of snapshots) {
    if (snapshot.pages[0]?.from === 1 || snapshot.time === facts.cursor.endTime) mayLackStart = false;
    const isPassedOver = mayLackStart || facts.isExpired(snapshot.time);
    yield isPassedOver ? { snapshot, state: 'passedOver', missing: [] } : judge(snapshot, facts.cursor);
  }
}

function judge(snapshot: ListedSnapshot, { endTime, snapshotTime, page }: ListFacts['cursor']): Judged {
  const { time, pages, lastPage } = snapshot;
  if (time === endTime) return judgeNamed(snapshot);
  if (lastPage !== undefined) return { snapshot, state: 'complete', missing: findMissing(pages, lastPage) };
  // A run may have begun a snapshot after the cursor item was read.
  const isNew = time > Math.max(endTime ?? -1, snapshotTime ?? -1);
  const isUnderWay = isNew || (time === snapshotTime && page !== undefined);
  return { snapshot, state: isUnderWay ? 'underWay' : 'interrupted', missing: [] };
}

/** Judges the snapshot that is complete according to the cursor item. Its page with the greatest number is the last. */
function judgeNamed(snapshot: ListedSnapshot): Judged {
  const { pages, lastPage = 0 } = snapshot;
  const greatest = (pages.at(-1)?.to ?? 1) - 1;
  const missing = findMissing(pages, greatest);
  return lastPage === greatest
    ? { snapshot, state: 'complete', missing }
    : { snapshot, state: 'interrupted', missing: [...missing, { from: greatest + 1, to: null }] };
}

const findMissing = (pages: readonly Range[], lastPage: number): { readonly from: number; readonly to: number }[] =>
  findGaps(pages, { from: 1, to: lastPage + 1 }).map(({ from, to }) => ({ from, to: to - 1 }));

async function addBatch(tally: Tally, batch: readonly Judged[], facts: ListFacts, lookUp: LookUp): Promise<void> {
  const windows = batch.filter(({ state, missing }) => facts.hasWindow && (state === 'complete' || missing.length > 0));
  const metadata = await lookUp(windows.map(({ snapshot }) => snapshot.sample));
  const starts = new Map(windows.map((each, index) => [each, metadata[index]?.since]));
  tally.lookedUp += windows.length;
  for (const each of batch) addSnapshot(tally, each, starts.get(each), facts);
}

function addSnapshot(
  tally: Tally,
  { snapshot, state, missing }: Judged,
  since: number | undefined,
  { cursor }: ListFacts,
): void {
  const { time, objects } = snapshot;
  tally.counts[state] += 1;
  tally.objects += objects;
  tally.hasNamed ||= time === cursor.endTime;
  // A later snapshot that reads the same records again replaces one with missing pages.
  if (since !== undefined && missing.length === 0) {
    tally.missing = tally.missing.filter((each) => each.since === null || each.since < since);
  }
  tally.missing = [...tally.missing, ...missing.map((pages) => ({ snapshot: time, ...pages, since: since ?? null }))];
  if (state !== 'complete') return;
  tally.first ??= time;
  tally.last = time;
  if (since !== undefined) tally.covered = addRange(tally.covered, { from: since, to: time });
}

function conclude(tally: Tally, { cursor, hasWindow, isExpired, expires }: ListFacts): ListVerdict {
  const { counts, objects, lookedUp, covered } = tally;
  const { startTime, endTime } = cursor;
  const isLost = endTime !== undefined && !tally.hasNamed && !isExpired(endTime);
  const lost = isLost ? [{ snapshot: endTime, from: 1, to: null, since: null }] : [];
  const from = hasWindow ? startTime : (tally.first ?? endTime);
  const to = hasWindow ? endTime : (endTime ?? tally.last);
  const oldest = expires && hasWindow ? Math.min(to ?? 0, Math.max(from ?? 0, covered[0]?.from ?? to ?? 0)) : from;
  const range = oldest === undefined || from === undefined || to === undefined ? null : { from: oldest, to };
  return {
    gaps: hasWindow && range !== null ? findGaps(covered, range) : [],
    range,
    beganAtOldest: counts.passedOver > 0 || (range !== null && range.from !== from),
    objects,
    lookedUp,
    snapshots: { ...counts, missing: [...tally.missing, ...lost] },
  };
}

/**
 * Returns the time to which a rewind of a list with a window closes all gaps. A lost snapshot also read the changes of
 * records that were created up to a window before.
 *
 * @param windowSeconds - the length of the window
 * @returns epoch seconds, not before the start of the export
 */
export function rewindTime(
  { gaps, snapshots }: ListVerdict,
  { startTime = 0 }: ListFacts['cursor'],
  windowSeconds: number,
): number {
  const times = [
    ...gaps.map(({ from }) => from - windowSeconds),
    ...snapshots.missing.map(({ snapshot, since }) => since ?? snapshot - windowSeconds),
  ];
  return Math.max(startTime, Math.min(...times));
}

/** Collects items into arrays of at most `size`. */
async function* inBatches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
