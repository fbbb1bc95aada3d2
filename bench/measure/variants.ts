import { gzipSync } from 'node:zlib';
import { type Dataset, FOUR_DATASETS, TICKETS } from '../pages/dataset.ts';
import { combineSeries, renderSeries, type Series, type SeriesOptions } from '../pages/series.ts';
import { printTemplate } from '../pages/template.ts';
import type { VariantResult } from '../results.ts';
import { type Context, factsOf } from './context.ts';
import { type Run, runOnce, summaryOf } from './contestant.ts';

export type Variant = {
  readonly name: string;
  /** Resources that the run exports. Default: tickets. */
  readonly datasets?: readonly Dataset[];
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
  { name: 'four exports side by side', datasets: FOUR_DATASETS },
  { name: 'four exports side by side, one record per line', datasets: FOUR_DATASETS, event: { layout: 'ndjson' } },
];

const PAGES = 2;

/** Measures the function with pages of that size in every variant. */
export async function measureVariants(
  context: Context,
  bytes: number,
  runs: number,
  variants: readonly Variant[] = VARIANTS,
): Promise<VariantResult[]> {
  const results: VariantResult[] = [];
  for (const variant of variants) {
    const { name, datasets = [TICKETS] } = variant;
    context.status(`largest page: ${name}`);
    const { series, gzipBytes } = render(context, bytes, variant);
    const event = { resources: datasets.map((dataset) => dataset.name), ...variant.event };
    const done: Run[] = [];
    for (let run = 1; run <= runs; run += 1) done.push(await runOnce(context, series, 'bundle', event));
    results.push({ name, page: factsOf(series, gzipBytes), measured: summaryOf(done, PAGES * datasets.length) });
  }
  return results;
}

function render({ zendesk, prose }: Context, bytes: number, { datasets = [TICKETS], series: options }: Variant) {
  const templates = datasets.map((dataset) => printTemplate(bytes, prose, dataset));
  const rendered = templates.map((template): Series =>
    renderSeries(template, { origin: zendesk.origin, parts: [1, PAGES], ...options }),
  );
  return { series: combineSeries(rendered), gzipBytes: gzipSync(templates[0]?.bytes ?? '').length };
}
