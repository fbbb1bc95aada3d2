import { renderHeavySecond } from '../pages/heavy-second.ts';
import { printTemplate } from '../pages/template.ts';
import { MB } from '../plan.ts';
import type { HeavySecondResult } from '../results.ts';
import { runOnce, summaryOf } from './contestant.ts';
import type { Context } from './context.ts';

/** A usual full page. */
const PAGE_BYTES = 5 * MB;

const LAYOUTS = [
  { name: 'one page per object', event: { layout: 'page' } },
  { name: 'one record per line (`layout: ndjson`)', event: { layout: 'ndjson' } },
] as const;

const ENCODINGS = [
  { note: '', encoding: 'gzip' },
  { note: ', not gzipped by Zendesk', encoding: 'identity' },
] as const;

/** Measures one run over a second for which the function has too little memory, in each layout and encoding. */
export async function measureHeavySecond(context: Context, bytes: number): Promise<HeavySecondResult[]> {
  const { prose, zendesk, status } = context;
  const template = printTemplate(PAGE_BYTES, prose);
  const pages = Math.ceil(bytes / template.bytes.length);
  const results: HeavySecondResult[] = [];
  for (const { note, encoding } of ENCODINGS) {
    status(`heavy second: rendering ${pages} pages${note}`);
    const { series, whole } = renderHeavySecond(template, pages, { origin: zendesk.origin, encoding });
    for (const { name, event } of LAYOUTS) {
      status(`heavy second: ${name}${note}`);
      const run = await runOnce(context, series, 'bundle', event);
      const { bytes: size, records } = whole;
      results.push({ name: name + note, bytes: size, records, measured: summaryOf([run], 1) });
    }
  }
  return results;
}
