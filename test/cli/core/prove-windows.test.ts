import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ListVerdict, proveSnapshots, rewindTime } from '#cli/core/prove-snapshots.ts';
import { listPages, type PagePlan, planSnapshot } from '../../support/cli/listed-pages.ts';

const WINDOW = 250;
const START = 1000;

/** A snapshot that reads a window. */
type Plan = { readonly snapshot: number; readonly since: number; readonly pages: readonly PagePlan[] };

/** Plans one snapshot every 100 seconds. Each reads from the one before it, less the window. */
const plan = (count: number, pages = 3): Plan[] =>
  Array.from({ length: count }, (_, n) => {
    const snapshot = START + (n + 1) * 100;
    return { snapshot, since: Math.max(START, snapshot - 100 - WINDOW), pages: planSnapshot(snapshot, pages) };
  });

const cursorOf = (plans: readonly Plan[]) => ({ startTime: START, endTime: plans.at(-1)?.snapshot ?? START });

async function prove(plans: readonly Plan[], cursor: { startTime: number; endTime: number }, expires = false) {
  const pages = listPages(plans.flatMap((each) => each.pages));
  const sinces = new Map(plans.map(({ snapshot, since }) => [String(snapshot).padStart(10, '0'), since]));
  const verdict: ListVerdict = await proveSnapshots(
    (async function* list() {
      yield* pages;
    })(),
    { cursor, hasWindow: true, isExpired: () => false, fromOldest: expires, expires },
    async (requested) =>
      requested.map(({ key }) => {
        const since = sinces.get(/\/(\d{10})-/.exec(key)?.[1] ?? '');
        return { requestedAtMs: 0, records: 0, ...(since !== undefined && { since }) };
      }),
  );
  return verdict;
}

/** Removes the object that marks the last page. */
const cut = (each: Plan): Plan => ({ ...each, pages: each.pages.slice(0, -1) });
/** Removes a page in the middle. */
const damage = (each: Plan): Plan => ({ ...each, pages: each.pages.toSpliced(1, 1) });

describe('proveSnapshots for a list with a window', () => {
  it('accepts windows that cover the time of the export, with one lookup per complete snapshot', async () => {
    const plans = plan(80);
    const { gaps, snapshots, lookedUp, range } = await prove(plans, cursorOf(plans));
    expect({ gaps, missing: snapshots.missing, lookedUp }).toEqual({ gaps: [], missing: [], lookedUp: 80 });
    expect(range).toEqual({ from: START, to: START + 8000 });
  });

  it('looks up windows while it reads the listing, so that memory does not grow with the number of snapshots', async () => {
    const pages = listPages(plan(1000, 1).flatMap((each) => each.pages));
    let [listed, lookedUp, greatestDistance] = [0, 0, 0];
    async function* list() {
      for (const page of pages) {
        listed += 1;
        greatestDistance = Math.max(greatestDistance, listed - lookedUp);
        yield page;
      }
    }
    const facts = { cursor: {}, hasWindow: true, isExpired: () => false, fromOldest: false, expires: false };
    await proveSnapshots(list(), facts, async (requested) => {
      lookedUp += requested.length;
      return requested.map(() => ({ requestedAtMs: 0, records: 0, since: 0 }));
    });
    expect(lookedUp).toBe(1000);
    expect(greatestDistance).toBeLessThan(100);
  });

  it('finds the time that no complete snapshot reads', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), async (isCut) => {
        const plans = plan(isCut.length).map((each, n) => (isCut[n] === true ? cut(each) : each));
        const complete = plans.filter((_, n) => isCut[n] !== true);
        const { gaps, snapshots } = await prove(plans, cursorOf(plans));
        for (let second = START; second < cursorOf(plans).endTime; second += 50) {
          const isRead = complete.some(({ since, snapshot }) => since <= second && second < snapshot);
          expect(gaps.some(({ from, to }) => from <= second && second < to)).toBe(!isRead);
        }
        expect(snapshots.missing).toHaveLength(isCut.at(-1) === true ? 1 : 0);
      }),
    );
  });

  it('reports the missing page of a snapshot until a later snapshot has read the same records again', async () => {
    const plans = plan(5).map((each, n) => (n === 3 ? damage(each) : each));
    const damaged = plans[3];
    const verdict = await prove(plans, cursorOf(plans));
    const since = damaged?.since ?? 0;
    expect(verdict.snapshots.missing).toEqual([{ snapshot: damaged?.snapshot, from: 2, to: 2, since }]);
    expect(rewindTime(verdict, cursorOf(plans), WINDOW)).toBe(since);
    const again = START + 600;
    for (const [from, isFixed] of [
      [since, true],
      [since + 1, false],
    ] as const) {
      const after = [...plans, { snapshot: again, since: from, pages: planSnapshot(again, 2) }];
      expect((await prove(after, cursorOf(after))).snapshots.missing).toHaveLength(isFixed ? 0 : 1);
    }
  });

  it('closes all gaps with a rewind to the time that it returns', async () => {
    const change = fc.constantFrom('none', 'cut', 'damaged', 'lost');
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        const all = plan(changes.length);
        const left = all.flatMap((each, n) => {
          if (changes[n] === 'lost') return [];
          return [changes[n] === 'cut' ? cut(each) : changes[n] === 'damaged' ? damage(each) : each];
        });
        const cursor = cursorOf(all);
        const verdict = await prove(left, cursor);
        const { gaps, snapshots } = verdict;
        fc.pre(gaps.length + snapshots.missing.length > 0);
        const to = rewindTime(verdict, cursor, WINDOW);
        expect(to).toBeGreaterThanOrEqual(START);
        const snapshot = cursor.endTime + 50;
        const since = Math.min(to, cursor.endTime - WINDOW);
        const after = [...left, { snapshot, since, pages: planSnapshot(snapshot, 2) }];
        const fixed = await prove(after, { startTime: START, endTime: snapshot });
        expect({ gaps: fixed.gaps, missing: fixed.snapshots.missing }).toEqual({ gaps: [], missing: [] });
      }),
    );
  });

  it('starts at the oldest window if objects expire', async () => {
    const plans = plan(12);
    const left = plans.slice(6);
    const { gaps, range, beganAtOldest } = await prove(left, cursorOf(plans), true);
    expect({ gaps, range, beganAtOldest }).toEqual({
      gaps: [],
      range: { from: left[0]?.since, to: START + 1200 },
      beganAtOldest: true,
    });
    expect((await prove(left, cursorOf(plans))).gaps).toEqual([{ from: START, to: left[0]?.since }]);
  });
});
