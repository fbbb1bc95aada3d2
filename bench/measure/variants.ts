import { gzipSync } from 'node:zlib';
import { renderSeries, type SeriesOptions } from '../pages/series.ts';
import { printTemplate } from '../pages/template.ts';
import type { VariantResult } from '../results.ts';
import { type Context, factsOf } from './context.ts';
import { type Run, runOnce, summaryOf } from './contestant.ts';

type Variant = {
  readonly name: string;
  readonly series?: Partial<SeriesOptions>;
  readonly event?: Readonly<Record<string, unknown>>;
};

/** Cases that may cost the function more than a gzipped page that lands unchanged. */
const VARIANTS: readonly Variant[] = [
  { name: 'one record per line (`layout: ndjson`)', event: { layout: 'ndjson' } },
  { name: 'landed uncompressed (`compression: none`)', event: { compression: 'none' } },
  { name: 'not gzipped by Zendesk', series: { encoding: 'identity' } },
  {
    name: 'not gzipped by Zendesk, one record per line',
    series: { encoding: 'identity' },
    event: { layout: 'ndjson' },
  },
  { name: 'with line breaks in the page', series: { lineBreaks: true } },
];

const PAGES = 2;

/** Measures the function with pages of that size in every variant. */
export async function measureVariants(context: Context, bytes: number, runs: number): Promise<VariantResult[]> {
  const template = printTemplate(bytes, context.prose);
  const gzipBytes = gzipSync(template.bytes).length;
  const results: VariantResult[] = [];
  for (const { name, series: options, event } of VARIANTS) {
    context.status(`largest page: ${name}`);
    const series = renderSeries(template, { origin: context.zendesk.origin, parts: [1, PAGES], ...options });
    const done: Run[] = [];
    for (let run = 1; run <= runs; run += 1) done.push(await runOnce(context, series, 'bundle', event));
    results.push({ name, page: factsOf(series, gzipBytes), measured: summaryOf(done, PAGES) });
  }
  return results;
}
