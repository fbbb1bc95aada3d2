import type { ContestantName } from '#bench/build.ts';
import type { Idle, LongRun, Measured, Results, SizeResult } from '#bench/results.ts';

const flat = (value: number) => ({ min: value, median: value, max: value });

const REQUESTS = { pages: 20, tokens: 0, s3: 20, dynamodb: 21, secrets: 0 };

export const measured = (cpuMs: number, peakRss: number, more: Partial<Measured> = {}): Measured => ({
  cpuMs: flat(cpuMs),
  wallMs: flat(cpuMs),
  peakRss: flat(peakRss),
  startupMs: flat(150),
  loadedRss: flat(70e6),
  requests: REQUESTS,
  outOfMemory: false,
  ...more,
});

const JSON_PARSE_MS_PER_MB = 5;

export const size = (bytes: number, contestants: Partial<Record<ContestantName, Measured>>): SizeResult => ({
  page: { bytes, gzipBytes: bytes / 5, records: 1_000 },
  pages: 20,
  runs: 3,
  jsonParseMs: flat(JSON_PARSE_MS_PER_MB * (bytes / 1e6)),
  contestants,
});

export const LONG_RUN: LongRun = {
  page: { bytes: 1e6, gzipBytes: 140_000, records: 1_000 },
  pages: 1_000,
  samples: [
    { atPage: 1, rss: 95e6, heapUsed: 14e6, external: 5e6 },
    { atPage: 100, rss: 110e6, heapUsed: 14e6, external: 5e6 },
    { atPage: 1_000, rss: 120e6, heapUsed: 14e6, external: 5e6 },
  ],
};

export const IDLE: Idle = {
  first: { pages: 3, tokens: 1, s3: 3, dynamodb: 4, secrets: 1 },
  each: { pages: 1, tokens: 0, s3: 0, dynamodb: 2, secrets: 0 },
  polls: 20,
  cpuMs: flat(10),
  wallMs: flat(20),
  itemBytes: 400,
};

/** Figures that meet every target. */
export const MET: Results = {
  machine: {
    cpu: 'a CPU',
    cores: 2,
    memory: 8e9,
    os: 'an OS',
    load: 0.1,
    node: 'v24',
    versions: { 'node-zendesk': '6.0.1' },
  },
  date: '2026-11-26',
  memoryMib: 512,
  bundle: { bytes: 600_000, gzipBytes: 180_000 },
  sizes: [
    size(5e6, {
      bundle: measured(40, 120e6),
      baseline: measured(10, 90e6),
      'naive-loop': measured(320, 200e6),
      'node-zendesk': measured(240, 200e6),
      'node-zendesk-all': measured(100, 300e6, { requests: { ...REQUESTS, pages: 1 } }),
    }),
    size(100e6, {
      bundle: measured(800, 200e6),
      baseline: measured(200, 190e6),
      'naive-loop': measured(6_000, 1_200e6),
      'node-zendesk': measured(6_000, 1_200e6, { outOfMemory: true }),
    }),
  ],
  variants: [
    { name: 'another layout', page: { bytes: 100e6, gzipBytes: 20e6, records: 1_000 }, measured: measured(900, 210e6) },
  ],
  heavySecond: [
    { name: 'a layout', bytes: 450e6, records: 90_000, measured: measured(4_000, 250e6) },
    { name: 'the largest', bytes: 450e6, records: 90_000, measured: measured(4_000, 260e6) },
  ],
  longRun: LONG_RUN,
  idle: IDLE,
};
