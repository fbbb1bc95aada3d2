import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  comparisonBlock,
  describeFault,
  errors,
  faults,
  firstExport,
  killedExport,
  lateChanges,
} from '#bench/peers/report.ts';
import type { FaultResult, PeerResult, PeerResults } from '#bench/peers/results.ts';
import { withBlocks } from '#bench/report/document.ts';
import { MET } from '../../support/bench/results.ts';

const fault = (more: Partial<FaultResult> = {}): FaultResult => ({
  fault: '500',
  first: { outcome: 'completed' },
  lackingAtFirst: 0,
  ...more,
});

const FAILED = fault({
  first: { outcome: 'failed', error: 'KeyError: a|b `c`' },
  lackingAtFirst: 3,
  lackingInTheEnd: 0,
});

const peer = (name: string, more: Partial<PeerResult> = {}): PeerResult => ({
  name,
  version: '1.0',
  resumesFrom: 'the last page',
  firstExport: {
    copies: 1500,
    versions: 1500,
    missing: 0,
    stale: 0,
    outcome: 'completed',
    usage: { cpuMs: 500, wallMs: 2_000, peakRss: 1e8 },
    requests: { all: 3, pages: 2 },
  },
  lateChanges: {
    copies: 2_400,
    versions: 1_500,
    missing: 1,
    stale: 5,
    runs: 18,
    kills: 2,
    failures: 3,
    requests: { all: 40, pages: 30 },
    cpuMs: 4_000,
  },
  killedExport: { runs: 2, repeated: 150, missing: 0 },
  faults: [fault(), fault({ fault: '504' })],
  ...more,
});

const results = (...peers: PeerResult[]): PeerResults => ({
  machine: MET.machine,
  date: '2026-11-28',
  tickets: 1500,
  peers,
  withoutLookback: { name: 'eager', lateChanges: peer('').lateChanges },
  skipped: [{ name: 'tap', reason: 'no Python: install Python' }],
});

describe('describeFault', () => {
  it.each<[string, FaultResult | undefined]>([
    ['continued', fault()],
    ['run failed', FAILED],
    ['run failed, 2 tickets lost', { ...FAILED, lackingInTheEnd: 2 }],
    ['reported success without 3 tickets, 3 tickets lost', fault({ lackingAtFirst: 3, lackingInTheEnd: 3 })],
    ['still running after 150 s', fault({ first: { outcome: 'killed' }, lackingAtFirst: 3, lackingInTheEnd: 0 })],
    ['–', undefined],
  ])('says "%s"', (text, result) => {
    expect(describeFault(result)).toBe(text);
  });
});

describe('tables of the comparison', () => {
  it('give requests, records and cost of the first export', () => {
    expect(firstExport(results(peer('ours'))).rows).toEqual([
      ['ours', '3', '2', '1,500', '0', '0', '500 ms', '100 MB', '2.0 s'],
    ]);
  });

  it('say so if the first export has failed', () => {
    const failed = peer('ours', { firstExport: { ...peer('').firstExport, outcome: 'failed', usage: undefined } });
    expect(firstExport(results(failed)).rows[0]).toEqual(['ours (failed)', '3', '2', '1,500', '0', '0', '–', '–', '–']);
  });

  it('divide the delivered records by their distinct versions', () => {
    expect(lateChanges(results(peer('ours'))).rows).toEqual([
      ['ours', '1', '5', '40', '2,400', '1.60', '3', '4.0 s'],
      ['eager', '1', '5', '40', '2,400', '1.60', '3', '4.0 s'],
    ]);
  });

  it('give the runs and repeated records after a kill', () => {
    expect(killedExport(results(peer('ours'))).rows).toEqual([['ours', '2', '150', '0']]);
  });

  it('name an exporter that was killed less often than others', () => {
    const spared = peer('other', { lateChanges: { ...peer('').lateChanges, kills: 1 } });
    expect(lateChanges(results(peer('ours'), spared)).rows.map(([name]) => name)).toEqual([
      'ours',
      'other (1 kills)',
      'eager',
    ]);
  });

  it('count only faults after which the same run lacked nothing', () => {
    const other = peer('other', { faults: [FAILED, fault({ fault: '504' })] });
    expect(faults(results(peer('ours'), other)).rows).toEqual([
      ['500', 'continued', 'run failed'],
      ['504', 'continued', 'continued'],
      ['**continued without loss**', '**2 of 2**', '**1 of 2**'],
    ]);
  });

  it('quote errors in a form that a cell can contain', () => {
    expect(errors(results(peer('other', { faults: [FAILED] }))).rows).toEqual([
      ['other', '500', "`KeyError: a\\|b 'c'`"],
    ]);
  });

  it('name exporters that did not run, with the reason', async () => {
    const block = await comparisonBlock(results(peer('ours')));
    expect(block).toMatch(/^\| tap +\| did not run +\| no Python: install Python/m);
    expect(block).toContain('2026-11-28, on 2 cores');
  });

  it('fit into their place in docs/comparison.md', () => {
    const path = join(import.meta.dirname, '..', '..', '..', 'docs', 'comparison.md');
    expect(withBlocks(readFileSync(path, 'utf8'), { comparison: 'new figures' })).toContain('new figures');
  });
});
