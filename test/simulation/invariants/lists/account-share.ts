import type { ListTrace, RequestTrace, RunTrace } from '../../trace.ts';

const MINUTE = 60_000;
/** The requests per minute while no response has named the limit. */
const WITHOUT_LIMIT = 10;
/** Ends of a window that are less than this apart (ms) are the same, because they are reported in whole seconds. */
const SAME_WINDOW_MS = 5000;

/** The lists of a run use no more than a tenth of the account-wide limit, and no request begins before `requestsPerMinute` allows. */
export const accountShare = ({ runs, scenario }: ListTrace): string[] =>
  runs.flatMap((run) => {
    const requests = run.allRequests.filter(({ method }) => method === 'GET');
    const lists = requests.filter(({ url }) => !url.pathname.startsWith('/api/v2/incremental/'));
    const { requestsPerMinute } = scenario.setup;
    const configured = requestsPerMinute === null ? [] : [[requests, requestsPerMinute] as const];
    const until = lists.findIndex(({ answered }) => answered !== undefined && limitIn(answered.headers) !== undefined);
    const unknown = [lists.slice(0, until + 1 || undefined), WITHOUT_LIMIT] as const;
    return [
      ...[...configured, unknown].flatMap(([all, perMinute]) => tooMany(run, all, perMinute)),
      ...overShare(run, lists),
    ];
  });

function tooMany({ index }: RunTrace, requests: readonly RequestTrace[], perMinute: number): string[] {
  const spanMs = MINUTE / Math.min(1, perMinute);
  const max = Math.max(1, Math.floor(perMinute));
  const isOver = requests.some(
    ({ at }) => requests.filter((other) => other.at >= at && other.at < at + spanMs).length > max,
  );
  return isOver ? [`run ${index} started more than ${max} requests in ${spanMs} ms`] : [];
}

const limitIn = (headers: Readonly<Record<string, string>>): number | undefined =>
  headers['ratelimit-limit'] === undefined ? undefined : Number(headers['ratelimit-limit']);

/** Counts the requests in each window that a response names. */
function overShare({ index }: RunTrace, lists: readonly RequestTrace[]): string[] {
  const windows: { readonly end: number; readonly limit: number; count: number }[] = [];
  for (const { at, answered } of lists) {
    const limit = answered && limitIn(answered.headers);
    if (answered === undefined || limit === undefined) continue;
    const end = at + Number(answered.headers['ratelimit-reset']) * 1000;
    const known = windows.find((window) => Math.abs(window.end - end) < SAME_WINDOW_MS);
    if (known === undefined) windows.push({ end, limit, count: 1 });
    else known.count += 1;
  }
  return windows
    .filter(({ limit, count }) => count > Math.max(1, Math.floor(limit / 10)))
    .map(({ limit, count }) => `run ${index} sent ${count} requests for lists in a window of ${limit}`);
}
