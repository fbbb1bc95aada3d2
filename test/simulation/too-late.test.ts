import { expect, it } from 'vitest';
import type { Scenario, Run } from './scenario.ts';
import { findViolations } from './invariants/index.ts';
import { play } from './play.ts';

const RUN: Run = { after: 100, remainingMs: 840_000, settleSeconds: 300, cold: false, faults: [] };

/** A record appears late, behind one that has been read: after this share of the lookback window. */
const withLateRecord = (lateness: number): Scenario => ({
  setup: {
    secondMode: 'whole',
    hiddenRows: false,
    tooRecent: 'current',
    holdBackSeconds: 60,
    largestPage: 1000,
    skewMs: 0,
    zendeskLatencyMs: 40,
    zendeskWorkMs: 0,
    awsLatencyMs: 4,
    requestsPerWindow: 10,
    compressed: true,
    heavyRecords: 1000,
    gatewayTimeoutMs: 30_000,
    credentials: 'client',
    expiresIn: 1800,
    pageSize: 1000,
    include: [],
    supportTypeScope: null,
    requestsPerMinute: null,
    compression: 'gzip',
    startsAgo: null,
    lateness,
    constantFault: null,
  },
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
