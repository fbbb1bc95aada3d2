import { openHarness } from '../harness.ts';
import { renderSeries } from '../pages/series.ts';
import { printSmallTickets } from '../pages/template.ts';
import type { LongRunPlan } from '../plan.ts';
import type { LongRun } from '../results.ts';
import { type Context, factsOf } from './context.ts';

/** Measures one run over many pages in one process. Memory that is kept for every page would show as growth. */
export async function measureLongRun(context: Context, { records, samplesAt }: LongRunPlan): Promise<LongRun> {
  const { built, zendesk, prose, status } = context;
  const pages = Math.max(...samplesAt);
  status(`long run: rendering ${pages} pages`);
  const series = renderSeries(printSmallTickets(records, prose), { origin: zendesk.origin, parts: [pages] });
  await using harness = await openHarness({ built, zendesk, series, program: 'bundle', exposeGc: true });

  const samplesTaken: Promise<LongRun['samples'][number]>[] = [];
  zendesk.onPage((page) => {
    if (!samplesAt.includes(page)) return;
    status(`long run: page ${page} of ${pages}`);
    samplesTaken.push(harness.child.sample().then((memory) => ({ ...memory, atPage: page })));
  });
  try {
    await harness.next();
    return { page: factsOf(series), pages, samples: await Promise.all(samplesTaken) };
  } finally {
    zendesk.onPage(undefined);
  }
}
