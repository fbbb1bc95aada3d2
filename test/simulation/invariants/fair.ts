import type { Setup } from '../scenario.ts';
import type { RequestTrace, RunTrace, Trace } from '../trace.ts';

/**
 * The exports of a run share the rate limit: once an export can send a request, no other export sends more than two
 * before it does. Only runs without faults are checked, because retries wait longer.
 */
export const fair = ({ of, runs, scenario: { setup } }: Trace): string[] =>
  runs.filter(isUndisturbed).flatMap((run) => {
    const own = run.requests.filter(isExportRequest);
    return own.flatMap((request, index) => {
      const from = index === 0 ? firstReadyAt(run, setup) : readyAt(own[index - 1], setup.awsLatencyMs);
      if (from === undefined) return [];
      const between = run.allRequests.filter(
        (other) => isExportRequest(other) && other.at > from && other.at < request.at,
      );
      const counts = [...Map.groupBy(between, exportOf).values()].map(({ length }) => length);
      const most = Math.max(0, ...counts);
      return most <= MAX_AHEAD
        ? []
        : [`${of.id} waited in run ${run.index} while another export sent ${most} requests`];
    });
  });

/** One that came first, and one more whose place in the queue it passed on while it waited for its page. */
const MAX_AHEAD = 2;

const isUndisturbed = ({ calls, requests }: RunTrace): boolean =>
  calls.every(({ fault }) => fault === undefined) && requests.every(({ answered }) => answered?.status === 200);

const isExportRequest = ({ method }: RequestTrace): boolean => method === 'GET';

const exportOf = ({ url }: RequestTrace): string => url.pathname.replace(/\/cursor$/, '');

/** When an export can send its next request: its page has arrived, and the page before that has landed. */
function readyAt(before: RequestTrace | undefined, awsLatencyMs: number): number | undefined {
  if (before?.answered === undefined) return undefined;
  return before.answered.at + LANDING_CALLS * awsLatencyMs + 1000;
}

/** When an export can send its first request: it has its lease, and the run has its token. */
const firstReadyAt = ({ startedAt }: RunTrace, { awsLatencyMs, zendeskLatencyMs }: Setup): number =>
  startedAt + FIRST_CALLS * awsLatencyMs + 2 * zendeskLatencyMs + 1000;

/** The calls to AWS before the first request, with a margin: the items, the lease and the secret. */
const FIRST_CALLS = 6;

/** The calls to AWS that land a page, with a margin for sideloads. */
const LANDING_CALLS = 8;
