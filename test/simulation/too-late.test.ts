import { expect, it } from 'vitest';
import type { Scenario, Run } from './scenario.ts';
import { findViolations } from './invariants/index.ts';
import { PLAIN_SETUP } from './plain-setup.ts';
import { play } from './play.ts';

const RUN: Run = { after: 100, remainingMs: 840_000, settleSeconds: 300, cold: false, faults: [] };

/** A record appears late, behind one that has been read: after this share of the lookback window. */
const withLateRecord = (lateness: number): Scenario => ({
  setup: { ...PLAIN_SETUP, lateness },
  past: [],
  events: [
    { at: 10, kind: 'create', which: 0, late: 1 },
    { at: 20, kind: 'create', which: 0, late: 0 },
  ],
  runs: Array.from({ length: 8 }, () => RUN),
  calm: { everySeconds: 300, budget: 'roomy', settleSeconds: 300 },
});

it('lands a record that appears just within settleSeconds', async () => {
  expect(findViolations(await play(withLateRecord(1)))).toEqual([]);
});

it('misses a record that appears later than settleSeconds, which is the limit of the guarantee', async () => {
  expect(findViolations(await play(withLateRecord(1.5)))).toEqual([
    expect.stringMatching(/^complete: the current version of tickets 1 of second \d+ has not landed$/),
  ]);
});
