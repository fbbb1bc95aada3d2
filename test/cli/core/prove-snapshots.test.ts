import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LandedMetadata } from '#catalog/landed-object.ts';
import { type ListFacts, type ListVerdict, proveSnapshots } from '#cli/core/prove-snapshots.ts';
import { listPages, type PagePlan, planSnapshot } from '../../support/cli/listed-pages.ts';

const FACTS: ListFacts = { cursor: {}, hasWindow: false, isExpired: () => false, fromOldest: false, expires: false };

async function prove(
  plans: readonly PagePlan[],
  facts: Partial<ListFacts> = {},
): Promise<ListVerdict & { readonly lookups: number }> {
  let lookups = 0;
  const pages = listPages(plans);
  const verdict = await proveSnapshots(
    (async function* list() {
      yield* pages;
    })(),
    { ...FACTS, ...facts },
    async (requested): Promise<LandedMetadata[]> => {
      lookups += requested.length;
      return requested.map(() => ({ requestedAtMs: 0, records: 0 }));
    },
  );
  return { ...verdict, lookups };
}

const DAY = 86_400;

/** Snapshots on different days, each with its number of pages, and the copies of its pages. */
const history = fc
  .uniqueArray(
    fc.record({
      day: fc.nat({ max: 400 }),
      pages: fc.integer({ min: 1, max: 12 }),
      copied: fc.array(fc.nat({ max: 11 }), { maxLength: 4 }),
    }),
    { selector: ({ day }) => day, minLength: 1, maxLength: 6 },
  )
  .map((all) =>
    all
      .toSorted((a, b) => a.day - b.day)
      .map(({ day, pages, copied }) => {
        const plans = planSnapshot(1_790_000_000 + day * DAY, pages);
        // A run that was interrupted before its checkpoint leaves a copy. The list may have had more pages at that time.
        const copies = copied.flatMap((n, copy) => {
          const plan = plans[n];
          return plan === undefined ? [] : [{ ...plan, isLast: false, copy: copy + 1 }];
        });
        return { snapshot: 1_790_000_000 + day * DAY, pages, plans: [...plans, ...copies] };
      }),
  );

describe('proveSnapshots', () => {
  it('accepts complete snapshots, with any copies of their pages', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (all) => {
        const plans = all.flatMap((each) => each.plans);
        const endTime = all.at(-1)?.snapshot ?? 0;
        const { gaps, snapshots, range, objects, lookups } = await prove(plans, { cursor: { endTime } });
        expect({ gaps, lookups, objects }).toEqual({ gaps: [], lookups: 0, objects: plans.length });
        expect(range).toEqual({ from: all[0]?.snapshot, to: endTime });
        const counts = { complete: all.length, interrupted: 0, underWay: 0, passedOver: 0 };
        expect(snapshots).toEqual({ ...counts, missing: [] });
      }),
    );
  });

  it('finds any lost page of any complete snapshot', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(), fc.nat(), async (all, snapshotIndex, pageIndex) => {
        const damaged = all[snapshotIndex % all.length];
        if (damaged === undefined || damaged.pages === 1) return;
        // Not the last page, without which the snapshot is incomplete.
        const lost = 1 + (pageIndex % (damaged.pages - 1));
        const { snapshot } = damaged;
        const plans = all.flatMap((each) => each.plans);
        const left = plans.filter((plan) => plan.snapshot !== snapshot || plan.page !== lost);
        const { snapshots } = await prove(left, { cursor: { endTime: all.at(-1)?.snapshot ?? 0 } });
        expect(snapshots.missing).toEqual([{ snapshot, from: lost, to: lost, since: null }]);
      }),
    );
  });

  it('finds the lost last page of the snapshot that the cursor item names', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.boolean(), async (all, hasCopies) => {
        const named = all.at(-1);
        if (named === undefined) return;
        const { snapshot, pages } = named;
        const plans = all.flatMap((each) => each.plans);
        const left = plans.filter(
          (plan) => plan.snapshot !== snapshot || (hasCopies ? plan.isLast !== true : plan.page !== pages),
        );
        const { snapshots } = await prove(left, { cursor: { endTime: snapshot } });
        const greatest = Math.max(0, ...left.filter((plan) => plan.snapshot === snapshot).map(({ page }) => page));
        expect(snapshots.missing).toEqual([{ snapshot, from: greatest + 1, to: null, since: null }]);
        expect(snapshots.complete).toBe(all.length - 1);
      }),
    );
  });

  it('counts incomplete snapshots, and reports no page of them as missing', async () => {
    const plans = [100, 200, 300, 400].flatMap((snapshot) => planSnapshot(snapshot, 3).slice(1, -1));
    const cursor = { endTime: 50, snapshotTime: 300, page: 2 };
    const { snapshots } = await prove([...planSnapshot(50, 1), ...plans], { cursor });
    // A run may have begun the snapshot of 400 after the cursor item was read.
    expect(snapshots).toEqual({ complete: 1, interrupted: 2, underWay: 2, passedOver: 0, missing: [] });
  });

  it('counts a snapshot that was given up as interrupted', async () => {
    const plans = planSnapshot(300, 3).slice(0, 2);
    const { snapshots } = await prove(plans, { cursor: { snapshotTime: 300 } });
    expect(snapshots).toMatchObject({ interrupted: 1, underWay: 0 });
  });

  it('takes the greatest page that is marked as last, because the list may have grown after an interrupted run', async () => {
    const plans = [...planSnapshot(100, 2), ...planSnapshot(100, 4)];
    expect((await prove(plans, { cursor: { endTime: 100 } })).snapshots).toMatchObject({ complete: 1, missing: [] });
    const withoutThird = plans.filter(({ page }) => page !== 3);
    const missing = [{ snapshot: 100, from: 3, to: 3, since: null }];
    expect((await prove(withoutThird, { cursor: { endTime: 100 } })).snapshots).toMatchObject({ missing });
  });

  it('finds the lost last page behind an earlier page that is marked as last', async () => {
    const plans = [...planSnapshot(100, 2), ...planSnapshot(100, 4)].filter(({ page }) => page !== 4);
    const missing = [{ snapshot: 100, from: 4, to: null, since: null }];
    expect((await prove(plans, { cursor: { endTime: 100 } })).snapshots).toMatchObject({ complete: 0, missing });
  });

  it('counts the pages of parents in the same numbers', async () => {
    const parents = ['11', '12', '13'].map((parent, n) => ({ snapshot: 9, page: n + 2, parent, isLast: n === 2 }));
    const plans = [{ snapshot: 9, page: 1 }, ...parents];
    expect((await prove(plans)).snapshots).toMatchObject({ complete: 1, missing: [] });
    const { snapshots } = await prove(plans.toSpliced(2, 1));
    expect(snapshots.missing).toEqual([{ snapshot: 9, from: 3, to: 3, since: null }]);
  });

  it('accepts page numbers of six digits, whose keys do not sort by number', async () => {
    const plans = [99_998, 99_999, 100_000, 100_001].map((page) => ({ snapshot: 9, page, isLast: page === 100_001 }));
    const { snapshots } = await prove(plans);
    expect(snapshots.missing).toEqual([{ snapshot: 9, from: 1, to: 99_997, since: null }]);
  });

  it('verifies nothing without objects and position', async () => {
    expect(await prove([])).toMatchObject({ range: null, gaps: [], snapshots: { complete: 0, missing: [] } });
  });
});

describe('proveSnapshots with expiration', () => {
  const expired = { isExpired: (time: number) => time < 200, expires: true };

  it('passes over snapshots that may have expired in part', async () => {
    const plans = [...planSnapshot(100, 5).slice(3), ...planSnapshot(200, 2)];
    const { snapshots, beganAtOldest, range } = await prove(plans, { ...expired, cursor: { endTime: 200 } });
    expect(snapshots).toMatchObject({ complete: 1, passedOver: 1, missing: [] });
    expect({ beganAtOldest, range }).toEqual({ beganAtOldest: true, range: { from: 200, to: 200 } });
  });

  it.each([
    [100, []],
    [200, [{ snapshot: 200, from: 1, to: null, since: null }]],
  ])(
    'requires the snapshot of %i, which the cursor item names, unless it may have expired',
    async (endTime, missing) => {
      expect((await prove([], { ...expired, cursor: { endTime } })).snapshots.missing).toEqual(missing);
    },
  );

  it('passes over only the first snapshots without their first page if the expiration is unknown', async () => {
    const plans = [100, 200, 300, 400].flatMap((snapshot) => planSnapshot(snapshot, 3));
    const left = plans.filter(({ snapshot, page }) => page !== 1 || snapshot === 200 || snapshot === 400);
    const { snapshots } = await prove(left, { fromOldest: true, expires: true, cursor: { endTime: 400 } });
    expect(snapshots).toMatchObject({ passedOver: 1, complete: 3 });
    expect(snapshots.missing).toEqual([{ snapshot: 300, from: 1, to: 1, since: null }]);
  });

  it('never passes over the snapshot that the cursor item names if the expiration is unknown', async () => {
    const plans = planSnapshot(100, 3).slice(1);
    const { snapshots } = await prove(plans, { fromOldest: true, expires: true, cursor: { endTime: 100 } });
    expect(snapshots).toMatchObject({ passedOver: 0, missing: [{ snapshot: 100, from: 1, to: 1 }] });
  });
});
