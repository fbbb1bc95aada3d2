import { CONTESTANTS, type ContestantName, type ProgramName } from '../build.ts';
import { renderSeries } from '../pages/series.ts';
import { printTemplate } from '../pages/template.ts';
import { MB, type SizePlan } from '../plan.ts';
import type { Measured, SizeResult } from '../results.ts';
import { type Context, factsOf } from './context.ts';
import { type Run, runOnce, summaryOf } from './contestant.ts';

/**
 * Measures `JSON.parse` and the contestants with pages of one size. They take turns, so that a busy moment of the machine
 * does not affect just one of them.
 */
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

  const runsOf = new Map<ContestantName, Run[]>(contestants.map((name) => [name, []]));
  const parseRuns: Run[] = [];
  const measureOnce = (name: ProgramName, run: number): Promise<Run> => {
    context.status(`${size}: ${name}, run ${run} of ${runs}`);
    return runOnce(context, series, name);
  };
  for (let run = 1; run <= runs; run += 1) {
    parseRuns.push(await measureOnce('json-parse', run));
    for (const [name, done] of runsOf) done.push(await measureOnce(name, run));
  }
  const measured = Array.from(runsOf, ([name, done]): [string, Measured] => [name, summaryOf(done, pages)]);
  const { cpuMs: jsonParseMs } = summaryOf(parseRuns, pages);
  return { page: factsOf(series), pages, runs, jsonParseMs, contestants: Object.fromEntries(measured) };
}
