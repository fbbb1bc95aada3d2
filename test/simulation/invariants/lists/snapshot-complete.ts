import type { SnapshotPage } from '../../engine/landed-lists.ts';
import type { RowLife, RowVersion } from '../../engine/list-life.ts';
import type { ListTrace } from '../../trace.ts';
import { isDisorderly } from '../complete.ts';
import { type Answered, responseKey, responsesOf } from './responses.ts';

/**
 * Every complete snapshot has all its pages, and is a legal reading of the list: it has each row that did not change while
 * the snapshot was read, and no row in a state that it did not have then. At the end, the lake has the list as it is.
 */
export function snapshotComplete(trace: ListTrace): string[] {
  if (trace.calmEnd !== 'quiet') return ['the calm runs never caught up'];
  const responses = responsesOf(trace);
  const wrong = [...Map.groupBy(trace.pages, ({ snapshot }) => snapshot)].flatMap(([snapshot, pages]) => {
    // A consumer may read the snapshot as soon as a last page has landed.
    const moments = pages.filter(({ isLast }) => isLast).map(({ ordinal }) => ordinal);
    return [...moments, ...(moments.length > 0 ? [Infinity] : [])].flatMap((moment) => {
      const landed = pages.filter(({ ordinal }) => ordinal <= moment);
      return [...missingPages(landed), ...wrongRows(trace, landed, responses)].map(
        (violation) => `snapshot ${snapshot}: ${violation}`,
      );
    });
  });
  return [...new Set([...wrong, ...wrongAtEnd(trace)])];
}

/** The numbers up to each last page that no landed page has. */
function missingPages(pages: readonly SnapshotPage[]): string[] {
  const numbers = new Set(pages.map(({ page }) => page));
  const last = Math.max(...pages.filter(({ isLast }) => isLast).map(({ page }) => page));
  return Array.from({ length: last }, (_, i) => i + 1)
    .filter((number) => !numbers.has(number))
    .map((number) => `page ${number} of ${last} is missing`);
}

/** From when to when a snapshot was read, in epoch milliseconds. */
type Reading = { readonly from: number; readonly to: number };

function wrongRows(
  trace: ListTrace,
  pages: readonly SnapshotPage[],
  responses: ReadonlyMap<string, Answered>,
): string[] {
  const read = pages.flatMap(({ metadata }) => responses.get(responseKey(metadata)) ?? []);
  const reading = {
    from: Math.min(...read.map(({ at }) => at)),
    to: Math.max(...read.map(({ answered }) => answered.at)),
  };
  const view = viewOf(pages);
  const isShown = createFilter(trace, pages, reading);
  return [
    ...[...trace.rows].flatMap(([key, life]) => {
      const states = statesDuring(life, reading);
      const text = view.get(key);
      if (text === undefined)
        return states.length === 1 && states[0] !== undefined && isShown(life) ? [`row ${key} is missing`] : [];
      return states.includes(text) ? [] : [`row ${key} is in a state that it did not have`];
    }),
    ...[...view.keys()].filter((key) => !trace.rows.has(key)).map((key) => `row ${key} never existed`),
  ];
}

/** Per row the text written last, as consumers read it. */
const viewOf = (pages: readonly SnapshotPage[]): ReadonlyMap<string, string> =>
  new Map(pages.flatMap(({ rows }) => [...rows]));

/** The states of a row while a snapshot was read; undefined: it does not exist. */
function statesDuring({ versions }: Pick<RowLife, 'versions'>, { from, to }: Reading): (string | undefined)[] {
  const before = versions.findLast((version) => version.from < from);
  return [...new Set([before?.text, ...versions.filter(within({ from, to })).map(({ text }) => text)])];
}

const within =
  ({ from, to }: Reading) =>
  (version: RowVersion): boolean =>
    version.from >= from && version.from <= to;

/** Returns whether a snapshot must have a row that did not change meanwhile. */
function createFilter({ of, rows, parents, runs }: ListTrace, pages: readonly SnapshotPage[], reading: Reading) {
  const { window, paging } = of;
  const since = Number(pages[0]?.metadata['since'] ?? 0);
  const until = window?.canChange === false ? (pages[0]?.snapshot ?? 0) : Infinity;
  // On a page by number, rows move up when one before them disappears.
  const hasMoved =
    paging === 'offset' &&
    [...rows.values()].some(({ versions }) => versions.filter(within(reading)).some(({ text }) => text === undefined));
  const readers = new Set(pages.map(({ metadata }) => metadata['run-id']));
  const refusedParents = new Set(
    runs
      .filter(({ id }) => readers.has(id))
      .flatMap(({ requests }) =>
        requests
          .filter(({ at, answered }) => at >= reading.from && answered?.status === 404)
          .map(({ url }) => /\/(\d+)\//.exec(url.pathname)?.[1]),
      ),
  );
  return ({ createdAt, parent }: RowLife): boolean => {
    if (hasMoved || createdAt < since || createdAt > until) return false;
    if (parent === undefined) return true;
    const states = statesDuring(parents.get(parent) ?? { versions: [] }, reading);
    return states.length === 1 && states[0] !== undefined && !refusedParents.has(parent);
  };
}

/** At the end, the latest complete snapshot is the list. A list with a window has landed completely. */
function wrongAtEnd({ of, rows, pages, beginsAt, runs }: ListTrace): string[] {
  const { window } = of;
  const latest = Math.max(...pages.filter(({ isLast }) => isLast).map(({ snapshot }) => snapshot));
  const view = viewOf(window === undefined ? pages.filter(({ snapshot }) => snapshot === latest) : pages);
  const landed = new Set(pages.flatMap((page) => [...page.rows.values()]));
  const isOrdered = !runs.some(isDisorderly);
  return [...rows].flatMap(([key, { createdAt, versions }]) => {
    const text = versions.at(-1)?.text;
    if (window === undefined) return view.get(key) === text ? [] : [`the latest snapshot has a wrong row ${key}`];
    if (createdAt < beginsAt || text === undefined) return [];
    if (!landed.has(text)) return [`the current version of row ${key} of second ${createdAt} has not landed`];
    return isOrdered && view.get(key) !== text
      ? [`the current version of row ${key} is not the latest in the lake`]
      : [];
  });
}
