import { CONTESTANTS, type ContestantName } from '../build.ts';
import { renderSeries } from '../pages/series.ts';
import { printTemplate } from '../pages/template.ts';
import { MB, type SizePlan } from '../plan.ts';
import type { Measured, SizeResult } from '../results.ts';
import { type Context, factsOf } from './context.ts';
import { type Run, runOnce, summaryOf } from './contestant.ts';

/** Measures everybody on pages of one size, in turns, so that a busy moment of the machine does not hit one alone. */
export async function measureSize(
  context: Context,
  plan: SizePlan,
  contestants: readonly ContestantName[] = CONTESTANTS,
): Promise<SizeResult> {
  const { bytes, pages, warmUpPages, runs } = plan;
  const size = `${bytes / MB} MB`;
  context.status(`${size}: rendering ${warmUpPages + pages} pages`);
  const template = printTemplate(bytes, context.prose);
  const series = renderSeries(template, { origin: context.zendesk.origin, parts: [warmUpPages, pages] });

  const done = new Map<ContestantName, Run[]>(contestants.map((name) => [name, []]));
  for (let run = 1; run <= runs; run += 1) {
    for (const [name, its] of done) {
      context.status(`${size}: ${name}, run ${run} of ${runs}`);
      its.push(await runOnce(context, series, name));
    }
  }
  const measured = Array.from(done, ([name, its]): [string, Measured] => [name, summaryOf(its, pages)]);
  return { page: factsOf(series), pages, runs, contestants: Object.fromEntries(measured) };
}
