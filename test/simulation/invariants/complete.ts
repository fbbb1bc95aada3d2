import type { LandedPage } from '../engine/landed.ts';
import type { RunTrace, Trace } from '../trace.ts';

/**
 * Every record's final version has landed, byte for byte. It is the version with the highest timestamp, and among equal
 * timestamps the one in the object that was written last.
 */
export function complete({ of, expected, pages, runs, beginsAt, calmEnd }: Trace): string[] {
  if (calmEnd === 'behind') return ['the calm runs never caught up'];
  const landed = new Set(pages.flatMap(({ records }) => records));
  const latest = runs.some(isDisorderly) ? undefined : latestIn(pages);
  return expected
    .filter(({ second }) => second >= beginsAt)
    .flatMap(({ id, second, text }) => {
      if (!landed.has(text)) return [`the current version of ${of.name} ${id} of second ${second} has not landed`];
      return latest === undefined || latest.get(id) === text
        ? []
        : [`the current version of ${of.name} ${id} is not the latest in the lake`];
    });
}

/** Whether the order of writing may be wrong, because a page may land long after it was read. */
export const isDisorderly = ({ calls }: RunTrace): boolean =>
  calls.some(({ fault }) => fault !== undefined && ['freeze', 'slow', 'crash', 'hang'].includes(fault.kind));

function latestIn(pages: readonly LandedPage[]): Map<number, string> {
  const latest = new Map<number, { readonly second: number; readonly text: string }>();
  for (const { records, seconds } of pages) {
    for (const [index, text] of records.entries()) {
      const { id }: { id: number } = JSON.parse(text);
      const second = seconds[index] ?? 0;
      if (second >= (latest.get(id)?.second ?? 0)) latest.set(id, { second, text });
    }
  }
  return new Map([...latest].map(([id, { text }]) => [id, text]));
}
