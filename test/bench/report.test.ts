import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LongRun, Results } from '#bench/results.ts';
import { withBlocks } from '#bench/report/document.ts';
import { blocksOf } from '#bench/report/report.ts';
import { variants } from '#bench/report/run-tables.ts';
import { perPage, relative } from '#bench/report/sizes.ts';
import { targets } from '#bench/report/targets.ts';
import { IDLE, LONG_RUN, MET, measured, size } from '../support/bench/results.ts';

const verdicts = (results: Results): Record<string, string | undefined> =>
  Object.fromEntries(targets(results).rows.map(([name = '', , , verdict]) => [name, verdict]));

/** Samples at page 100, 200 and so on. */
const samplesOf = (...heaps: number[]): LongRun['samples'] =>
  heaps.map((heapUsed, index) => ({ atPage: 100 * (index + 1), rss: 100e6, heapUsed, external: 0 }));

const sampleAt = (atPage: number, rss: number) => ({ atPage, rss, heapUsed: 1e6, external: 1e6 });

describe('targets', () => {
  it('marks every target as met, without notes, if the figures meet them', () => {
    expect(Object.values(verdicts(MET))).toEqual(Array(9).fill('✔'));
    expect(targets(MET).notes).toEqual([]);
  });

  it.each<[string, string, Partial<Results>]>([
    [
      'CPU beyond the baseline, pages of 5 MB',
      'missed by 0.02 × `JSON.parse` (2 %)',
      { sizes: [size(5e6, { bundle: measured(43, 1), baseline: measured(10, 1) }), ...MET.sizes.slice(1)] },
    ],
    [
      'peak memory, pages of 100 MB',
      'missed by 1 MB (1 %)',
      { sizes: [...MET.sizes.slice(0, 1), size(1e8, { bundle: measured(800, 231e6) })] },
    ],
    [
      'growth of heap and external memory over 1,000 pages',
      'missed by 1 MB (20 %)',
      { longRun: { ...LONG_RUN, samples: samplesOf(14e6, 30e6, 20e6, 25e6) } },
    ],
    [
      'growth of all memory over the first 100 pages',
      'missed by 1 MB (3 %)',
      {
        longRun: { ...LONG_RUN, samples: [sampleAt(1, 90e6), sampleAt(100, 131e6), sampleAt(200, 129e6)], pages: 100 },
      },
    ],
    [
      'peak memory, a second of 450 MB',
      'missed by 1 MB (1 %)',
      { heavySecond: [{ name: 'a layout', bytes: 450e6, records: 1, measured: measured(1, 512 * 2 ** 20 + 1e6) }] },
    ],
    ['bundle, gzipped', 'missed by 1 B (1 %)', { bundle: { bytes: 1e6, gzipBytes: 250_001 } }],
    ['requests of a run with nothing new', 'missed by 2 S3', { idle: { ...IDLE, each: { ...IDLE.each, s3: 2 } } }],
  ])('says by how much the target "%s" is missed, and why', (name, excess, figures) => {
    const results = { ...MET, ...figures };
    expect(Object.entries(verdicts(results)).filter(([, verdict]) => verdict !== '✔')).toEqual([[name, `✘ ${excess}`]]);
    expect(targets(results).notes).toEqual([expect.stringMatching(/^Missed target: .+\. [A-Z].+\.$/)]);
    expect(targets(results).notes?.[0]).toContain(`${name}, ${excess}. `);
  });

  it('divides CPU by that of JSON.parse, so that a slower machine gives the same result', () => {
    const [fast] = MET.sizes;
    const { bundle, baseline } = fast?.contestants ?? {};
    if (fast === undefined || bundle === undefined || baseline === undefined)
      throw new Error('The fixture is incomplete.');
    const slower = size(5e6, {
      bundle: measured(3 * bundle.cpuMs.median, 1),
      baseline: measured(3 * baseline.cpuMs.median, 1),
    });
    const ms = 3 * fast.jsonParseMs.median;
    const slow = { ...slower, jsonParseMs: { min: ms, median: ms, max: ms } };
    expect(targets({ ...MET, sizes: [slow] }).rows[0]).toEqual(targets(MET).rows[0]);
    expect(targets(MET).rows[0]).toEqual([
      'CPU beyond the baseline, pages of 5 MB',
      '1.30 × `JSON.parse`',
      '1.20 × `JSON.parse`',
      '✔',
    ]);
  });

  it('omits targets that were not measured', () => {
    const { longRun: _, idle: __, ...rest } = MET;
    expect(Object.keys(verdicts({ ...rest, sizes: [], heavySecond: [] }))).toEqual(['bundle, gzipped']);
  });
});

describe('report tables', () => {
  it('give multiples of the cost of zendesk-lake', () => {
    expect(relative(MET).rows).toEqual([
      ['5 MB', '0.63×', '0.25×', '8.0×', '6.0×', '0.75×', '1.7×', '1.7×'],
      ['100 MB', '0.63×', '0.25×', '7.5×', '7.5×', '0.95×', '6.0×', '6.0×'],
    ]);
  });

  it('give CPU per page as a multiple of JSON.parse, in total and beyond the baseline', () => {
    const ratios = perPage(MET).rows.map(([bytes, name, , total, beyond]) => [bytes, name, total, beyond]);
    expect(ratios.slice(0, 4)).toEqual([
      ['5 MB', '`JSON.parse`', '1.0×', '–'],
      ['5 MB', 'zendesk-lake', '1.6×', '1.2×'],
      ['5 MB', 'baseline', '0.40×', '0.0×'],
      ['5 MB', 'naive loop', '13×', '12×'],
    ]);
    expect(variants(MET).rows.map(([name, , ratio]) => [name, ratio])).toEqual([['another layout', '1.8×']]);
  });

  it('show which contestant is not comparable, and which needs more memory', () => {
    const notes = Object.fromEntries(perPage(MET).rows.map((row) => [`${row[0]} ${row[1]}`, row.at(-1)]));
    expect(notes).toMatchObject({
      '5 MB `node-zendesk`, `tickets.incremental`': 'not comparable: fetched 1 of 20 pages',
      '100 MB naive loop': 'more than 512 MiB',
      '100 MB `node-zendesk` in a loop': 'out of heap with 512 MiB; measured with more',
      '100 MB zendesk-lake': '',
    });
  });

  it('include every contestant in the blocks of the document', async () => {
    const { results, cost } = await blocksOf(MET);
    expect(results).toContain('2026-11-26, on 2 cores of a CPU');
    for (const name of ['zendesk-lake', '`JSON.parse`', 'baseline', 'naive loop', '`node-zendesk` in a loop']) {
      expect(results).toContain(`| ${name}`);
    }
    expect(cost).toContain('Airbyte Cloud');
  });
});

describe('a report of some parts', () => {
  it('contains only their tables, and no cost', async () => {
    const { longRun: _, idle: __, ...rest } = MET;
    const { results, cost } = await blocksOf({ ...rest, sizes: [], variants: [] });
    expect(results.match(/^\*\*.*\*\*$/gm)).toEqual(['**Targets and results**', '**A second of 450 MB**']);
    expect(results).toContain('| the largest');
    expect(cost).toBe('');
  });
});

describe('withBlocks', () => {
  const blocks = { results: 'new figures', cost: 'new costs' };

  it('replaces the blocks and keeps the other text', () => {
    const text = 'a\n<!-- results -->\nold\n<!-- /results -->\nb\n<!-- cost --><!-- /cost -->\nc';
    expect(withBlocks(text, blocks)).toBe(
      'a\n<!-- results -->\n\nnew figures\n\n<!-- /results -->\nb\n<!-- cost -->\n\nnew costs\n\n<!-- /cost -->\nc',
    );
  });

  it('throws if the markers of a block are missing', () => {
    expect(() => withBlocks('<!-- cost --><!-- /cost -->', blocks)).toThrow(
      'The document does not contain the markers <!-- results --> and <!-- /results -->',
    );
  });

  it('finds the markers in docs/performance.md', () => {
    const path = join(import.meta.dirname, '..', '..', 'docs', 'performance.md');
    expect(withBlocks(readFileSync(path, 'utf8'), blocks)).toContain('new figures');
  });
});
