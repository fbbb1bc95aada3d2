import { describe, expect, it } from 'vitest';
import { type Call, CALL_KINDS, isGet } from './calls.ts';
import { drain, drainKilledAt, pagesOf, prepare, rehearse, type Side, HARNESS_OPTIONS } from './crash.ts';
import { openHarness, resultOf, type Harness } from './harness.ts';
import { expectUntouched, lakeOf, startMonitor } from './monitor.ts';

/** Defines one test for each call of an export. Its process is killed at that call, and another one resumes. */
export async function crashMatrix(side: Side): Promise<void> {
  const rehearsal = await rehearse();
  const { calls } = rehearsal;

  describe(`a process killed ${side} the effect of a call`, () => {
    it('can be killed at every kind of call', () => {
      expect(new Set(calls.map(({ kind }) => kind))).toEqual(new Set(CALL_KINDS));
    });

    it.concurrent.each(calls)('loses nothing at $kind no. $nth', async (call) => {
      await using harness = await openHarness(HARNESS_OPTIONS);
      prepare(harness);
      const monitor = startMonitor(harness);
      const killed = await drainKilledAt(harness, call, side, monitor);
      expect(killed).toEqual({ calls: calls.slice(0, calls.indexOf(call) + 1), laterCalls: 0 });
      const left = { item: await harness.item(), lake: await lakeOf(harness) };

      if ('lease_owner' in left.item) await expectLeaseHeld(harness, left.item);
      await harness.lapse();
      expect(resultOf(await drain(harness))).toMatchObject({ outcome: 'caught_up' });

      await harness.expectComplete();
      await expectUntouched(harness, left.lake);
      await monitor.look();
      monitor.expectSound();
      expect(await pagesOf(harness)).toEqual(rehearsal.pages);
      expect(await harness.item()).toEqual({ ...rehearsal.item, checkpoint_id: expect.any(String) });
      expect(pageRequests(harness) - calls.filter(({ kind }) => isGet(kind)).length).toBe(
        countRepeatedRequests(killed.calls, side),
      );
    });
  });
}

/** The number of pages that must be requested again: at most two, the one that lands and the one that is read ahead. */
function countRepeatedRequests(calls: readonly Call[], side: Side): number {
  const kinds = calls.map(({ kind }) => kind);
  const carriedOut = side === 'before' ? kinds.slice(0, -1) : kinds;
  // The next run needs one request to find that nothing is new.
  if (carriedOut.includes('checkpoint with release')) return 1;
  const open = kinds.filter(isGet).length - carriedOut.filter((kind) => kind === 'checkpoint').length;
  expect(open).toBeLessThanOrEqual(2);
  return open;
}

/** Until the lease expires, another run returns without a request to Zendesk. */
async function expectLeaseHeld(harness: Harness, item: object): Promise<void> {
  const before = harness.zendesk.requests.length;
  expect(resultOf(await harness.invoke())).toMatchObject({ outcome: 'lease_held', pages: 0 });
  expect(harness.zendesk.requests.length).toBe(before);
  expect(await harness.item()).toEqual(item);
}

const pageRequests = ({ zendesk }: Harness): number => zendesk.requests.filter(({ method }) => method === 'GET').length;
