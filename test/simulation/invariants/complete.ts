import type { LandedPage } from '../engine/landed.ts';
import type { RunTrace, Trace } from '../trace.ts';

/**
 * Every record's final version has landed, byte for byte. It is the version with the highest timestamp, and among equal
 * timestamps the one in the object that was written last.
 */
export function complete({ account, pages, runs, scenario, beginsAt, calmEnd }: Trace): string[] {
  if (calmEnd === 'behind') return ['the calm runs never caught up'];
  const { supportTypeScope, include } = scenario.setup;
  const scope = supportTypeScope ?? 'agent';
  const landed = new Set(pages.flatMap(({ tickets }) => tickets));
  const latest = runs.some(isDisorderly) ? undefined : latestIn(pages);
  return account
    .latestRecords()
    .filter(({ supportType, generatedTimestamp }) => inScope(supportType) && generatedTimestamp >= beginsAt)
    .flatMap(({ id, generatedTimestamp, text: plain }) => {
      const text = include.includes('metric_sets') ? account.current(id).textWithMetricSet : plain;
      if (!landed.has(text))
        return [`the current version of ticket ${id} of second ${generatedTimestamp} has not landed`];
      return latest === undefined || latest.get(id) === text
        ? []
        : [`the current version of ticket ${id} is not the latest in the lake`];
    });

  function inScope(supportType: string): boolean {
    return scope === 'all' || scope === supportType;
  }
}

/** Whether the order of writing may be wrong, because a page may land long after it was read. */
const isDisorderly = ({ calls }: RunTrace): boolean =>
  calls.some(({ fault }) => fault !== undefined && ['freeze', 'slow', 'crash', 'hang'].includes(fault.kind));

function latestIn(pages: readonly LandedPage[]): Map<number, string> {
  const latest = new Map<number, { readonly second: number; readonly text: string }>();
  for (const text of pages.flatMap(({ tickets }) => tickets)) {
    const { id, generated_timestamp: second }: { id: number; generated_timestamp: number } = JSON.parse(text);
    if (second >= (latest.get(id)?.second ?? 0)) latest.set(id, { second, text });
  }
  return new Map([...latest].map(([id, { text }]) => [id, text]));
}
