import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Results } from '#bench/results.ts';
import { withBlocks } from '#bench/report/document.ts';
import { promises } from '#bench/report/promises.ts';
import { blocksOf } from '#bench/report/report.ts';
import { perPage, ratios } from '#bench/report/sizes.ts';
import { KEPT, measured, size } from '../support/bench/results.ts';

const verdicts = (results: Results): Record<string, string | undefined> =>
  Object.fromEntries(promises(results).rows.map(([what = '', , , verdict]) => [what, verdict]));

describe('the promises', () => {
  it('are kept where the figures keep them', () => {
    expect(Object.values(verdicts(KEPT))).toEqual(Array(6).fill('✔'));
  });

  it.each<[string, Partial<Results>]>([
    [
      'CPU beyond the floor, pages of 5 MB',
      { sizes: [size(5e6, { bundle: measured(41, 1), floor: measured(10, 1) }), ...KEPT.sizes.slice(1)] },
    ],
    [
      'peak memory, pages of 100 MB',
      { sizes: [...KEPT.sizes.slice(0, 1), size(1e8, { bundle: measured(800, 231e6) })] },
    ],
    [
      'growth of heap and external memory over 1,000 pages',
      { longRun: { ...KEPT.longRun, samples: held(14e6, 30e6, 20e6, 25e6) } },
    ],
    ['bundle, gzipped', { bundle: { bytes: 1e6, gzipBytes: 250_001 } }],
    ['requests of a run with nothing new', { idle: { ...KEPT.idle, each: { ...KEPT.idle.each, s3: 1 } } }],
  ])('%s is broken where they do not, and alone', (what, figures) => {
    const broken = Object.entries(verdicts({ ...KEPT, ...figures })).filter(([, verdict]) => verdict !== '✔');
    expect(broken).toEqual([[what, '✘']]);
  });

  it('are told of what was measured only', () => {
    expect(Object.keys(verdicts({ ...KEPT, sizes: [] }))).not.toContain('peak memory, pages of 100 MB');
  });
});

const held = (...heaps: number[]): Results['longRun']['samples'] =>
  heaps.map((heapUsed, index) => ({ atPage: index, rss: 100e6, heapUsed, external: 0 }));

describe('the tables', () => {
  it('give multiples of what zendesk-lake takes', () => {
    expect(ratios(KEPT).rows).toEqual([
      ['5 MB', '0.3×', '8.0×', '6.0×', '0.8×', '1.7×', '1.7×'],
      ['100 MB', '0.3×', '7.5×', '7.5×', '0.9×', '6.0×', '6.0×'],
    ]);
  });

  it('say who does not count, and who has not enough memory', () => {
    const remarks = Object.fromEntries(perPage(KEPT).rows.map((row) => [`${row[0]} ${row[1]}`, row.at(-1)]));
    expect(remarks).toMatchObject({
      '5 MB `node-zendesk`, `tickets.incremental`': 'does not count: fetched 1 of 20 pages',
      '100 MB a plain loop': 'more than 512 MiB',
      '100 MB `node-zendesk` in a loop': 'out of heap with 512 MiB; measured with more',
      '100 MB zendesk-lake': '',
    });
  });

  it('come with everybody in them, in the blocks of the document', async () => {
    const { results, cost } = await blocksOf(KEPT);
    expect(results).toContain('2026-11-26, on 2 cores of a CPU');
    for (const name of ['zendesk-lake', 'the floor', 'a plain loop', '`node-zendesk` in a loop']) {
      expect(results).toContain(`| ${name}`);
    }
    expect(cost).toContain('Airbyte Cloud');
  });
});

describe('the document', () => {
  const blocks = { results: 'new figures', cost: 'new costs' };

  it('gets its blocks replaced, and keeps the rest', () => {
    const text = 'a\n<!-- results -->\nold\n<!-- /results -->\nb\n<!-- cost --><!-- /cost -->\nc';
    expect(withBlocks(text, blocks)).toBe(
      'a\n<!-- results -->\n\nnew figures\n\n<!-- /results -->\nb\n<!-- cost -->\n\nnew costs\n\n<!-- /cost -->\nc',
    );
  });

  it('has to have a place for each', () => {
    expect(() => withBlocks('<!-- cost --><!-- /cost -->', blocks)).toThrow('no place for results');
  });

  it('has one', () => {
    const path = join(import.meta.dirname, '..', '..', 'docs', 'performance.md');
    expect(withBlocks(readFileSync(path, 'utf8'), blocks)).toContain('new figures');
  });
});
