import type { RunTrace, Trace } from '../trace.ts';
import { wasStopped } from './punctual.ts';

/** No version is stored, and nothing is asked, again and again. */
export const bounded = (trace: Trace): string[] => [...tooManyCopies(trace), ...trace.runs.flatMap(tooManyRequests)];

/** The most copies of a version that a run may leave: a page's end, the next one's beginning, and a walk's. */
const COPIES_PER_RUN = 4;

/**
 * A version is read anew by each run that is at work before it has settled, and by two more at most: the one that
 * lands it, and the one that begins where that ended. Besides, once more for each mishap, and anew for each rewind.
 */
function tooManyCopies({ pages, runs, rewinds, history }: Trace): string[] {
  const copies = new Map<string, number>();
  for (const text of pages.flatMap(({ tickets }) => tickets)) copies.set(text, (copies.get(text) ?? 0) + 1);
  const mishaps = runs.reduce((sum, run) => sum + faultsOf(run), 0);
  const skewSeconds = Math.abs(history.world.skewMs) / 1000;
  return [...copies].flatMap(([text, count]) => {
    const { generated_timestamp: second }: { generated_timestamp: number } = JSON.parse(text);
    const settling = runs.filter(
      ({ startedAt, ended, deadline, settings, requests }) =>
        requests.length > 0 &&
        startedAt / 1000 <= second + settings.settleSeconds + skewSeconds &&
        (ended?.at ?? deadline) / 1000 >= second - skewSeconds,
    ).length;
    const most = COPIES_PER_RUN * (2 + settling + rewinds) + mishaps;
    return count <= most ? [] : [`${count} copies of a version of second ${second}, not ${most} at most`];
  });
}

/** What went wrong with a run's calls, by itself or by the history's hand. */
function faultsOf({ calls, requests }: RunTrace): number {
  const refused = requests.filter(({ answered }) => answered !== undefined && answered.status !== 200);
  return calls.filter(({ fault }) => fault !== undefined).length + refused.length;
}

/** Three requests for each landed or skipped page, eight for each fault, and two to find that there is nothing. */
function tooManyRequests(run: RunTrace): string[] {
  const pages = run.logs.filter(({ message }) => message === 'page').length;
  const asked = run.requests.filter(({ method }) => method === 'GET').length;
  const most = 3 * pages + 8 * faultsOf(run) + 2;
  return asked <= most || wasStopped(run) ? [] : [`run ${run.index} made ${asked} requests, not ${most} at most`];
}
