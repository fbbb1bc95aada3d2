import { describe, expect, it } from 'vitest';
import { CALL_KINDS } from './calls.ts';
import { drain, drainKilledAt, pagesOf, prepare, rehearse, type Side, STAGE } from './crash.ts';
import { openStage, resultOf, type Stage } from './stage.ts';
import { expectUntouched, lakeOf, witness } from './witness.ts';

/** One test for each call that an export makes: its process is killed there, and another one goes on. */
export async function crashMatrix(side: Side): Promise<void> {
  const rehearsal = await rehearse();
  const { calls } = rehearsal;

  describe(`a process killed ${side} the effect of`, () => {
    it('every kind of call there is', () => {
      expect(new Set(calls.map(({ kind }) => kind))).toEqual(new Set(CALL_KINDS));
    });

    it.concurrent.each(calls)('call $n, $kind, loses nothing', async ({ n, kind }) => {
      await using stage = await openStage(STAGE);
      prepare(stage);
      const watched = witness(stage);
      expect(await drainKilledAt(stage, n, side, watched)).toEqual({ n, kind });
      const left = { item: await stage.item(), lake: await lakeOf(stage) };

      if ('lease_owner' in left.item) await expectLeaseHeld(stage, left.item);
      await stage.lapse();
      expect(resultOf(await drain(stage))).toMatchObject({ outcome: 'caught_up' });

      await stage.expectComplete();
      await expectUntouched(stage, left.lake);
      await watched.look();
      watched.expectSound();
      expect(await pagesOf(stage)).toEqual(rehearsal.pages);
      expect(await stage.item()).toEqual({ ...rehearsal.item, checkpoint_id: expect.any(String) });
      expect(pageRequests(stage)).toBeLessThanOrEqual(calls.filter(({ kind }) => kind.startsWith('GET ')).length + 1);
    });
  });
}

/** Until the lease has lapsed, another run leaves without a request to Zendesk. */
async function expectLeaseHeld(stage: Stage, item: object): Promise<void> {
  const before = stage.zendesk.requests.length;
  expect(resultOf(await stage.invoke())).toMatchObject({ outcome: 'lease_held', pages: 0 });
  expect(stage.zendesk.requests.length).toBe(before);
  expect(await stage.item()).toEqual(item);
}

const pageRequests = ({ zendesk }: Stage): number => zendesk.requests.filter(({ method }) => method === 'GET').length;
