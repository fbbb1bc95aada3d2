import { type LandedPage, onlySecondOf } from '../engine/landed.ts';
import type { Setup } from '../scenario.ts';
import type { RequestTrace, RunTrace, Trace } from '../trace.ts';
import { isHiddenPage } from './hidden-page.ts';

/** The number of copies of a version and the number of requests of a run are bounded. */
export const boundedDuplicates = (trace: Trace): string[] => [
  ...tooManyCopies(trace),
  ...idleLandings(trace),
  ...secondsReadAgain(trace),
  ...trace.runs.flatMap((run) => tooManyRequests(run, trace)),
  ...trace.runs.flatMap(attemptsNeverExhausted),
];

/** The maximum number of copies of a version from one run: at the end of a page, at the start of the next, and in a walk. */
const COPIES_PER_RUN = 4;

/**
 * Every run within a version's lookback window reads it again. At most two more runs do: the one that lands it, and the one
 * that begins where that ended. A crash adds one copy, and a rewind as many as a run.
 */
function tooManyCopies({ pages, runs, rewinds, scenario }: Trace): string[] {
  const copies = new Map<string, { second: number; count: number }>();
  for (const { records, seconds } of pages) {
    for (const [index, text] of records.entries()) {
      const { second = seconds[index] ?? 0, count = 0 } = copies.get(text) ?? {};
      copies.set(text, { second, count: count + 1 });
    }
  }
  const crashes = runs.filter(({ ended }) => ended === undefined || 'error' in ended).length;
  const skewSeconds = Math.abs(scenario.setup.skewMs) / 1000;
  return [...copies.values()].flatMap(({ second, count }) => {
    const settling = runs.filter(
      ({ startedAt, ended, deadline, settings, requests }) =>
        requests.length > 0 &&
        startedAt / 1000 <= second + settings.settleSeconds + skewSeconds &&
        (ended?.at ?? deadline) / 1000 >= second - skewSeconds,
    ).length;
    const max = COPIES_PER_RUN * (2 + settling + rewinds) + crashes;
    return count <= max ? [] : [`${count} copies of a version of second ${second}, at most ${max} are allowed`];
  });
}

/**
 * An idle run lands nothing. With hidden rows it reads the pages of a walk again and may put them again, if their objects are
 * already present. It may create new objects only for a walk's hidden pages, whose cursors it must follow again.
 */
function idleLandings({ runs, calmEnd, scenario: { setup }, pages, sideloads }: Trace): string[] {
  if (calmEnd === 'page_size_changing')
    return [`the reduced page size on the cursor item still changes after ${runs.length} runs`];
  const last = runs.at(-1);
  if (calmEnd === 'behind' || last === undefined) return [];
  const puts = last.calls.filter(({ service }) => service === 's3').length;
  const walked = last.logs.filter(({ message, fields }) => message === 'page' && fields['pagination'] === 'cursor');
  const hidden = walked.filter(({ fields }) => fields['records'] === 0).length;
  const created = [...pages, ...sideloads].filter(({ metadata }) => metadata['run-id'] === last.id).length;
  const maxPuts = setup.hiddenRows ? walked.length * objectsPerPage(setup) : 0;
  return [
    ...(puts <= maxPuts ? [] : [`the last run was idle and put ${puts} objects, at most ${maxPuts} are allowed`]),
    ...(created <= hidden
      ? []
      : [`the last run was idle and created ${created} objects, at most ${hidden} are allowed`]),
  ];
}

/** The maximum number of objects of a page: in the layout ndjson, its sideloads have separate objects. */
const objectsPerPage = ({ layout, include }: Setup): number => (layout === 'ndjson' ? 1 + include.length : 1);

/** After a run has landed a whole second, it continues behind that second. */
const secondsReadAgain = ({ pages }: Trace): string[] =>
  [...Map.groupBy(pages, ({ metadata }) => metadata['run-id'])].flatMap(([run, landed]) =>
    landed.filter(isWholeSecond).flatMap(({ endTime, ordinal }) => {
      const again = landed.filter((page) => page.ordinal > ordinal && page.startTime < endTime);
      return again.map(({ key }) => `${run} landed ${key} although it had landed all before ${endTime}`);
    }),
  );

/** Whether the page contains one second completely: its `end_time` is one second later. */
const isWholeSecond = (page: LandedPage): boolean =>
  page.pagination === 'time' && page.metadata['end-of-stream'] === 'false' && onlySecondOf(page) === page.endTime - 1;

/**
 * Allows three requests per landed or skipped page, eight per fault, and two to find nothing new. One more is allowed per
 * heavy second, before it is walked. Probes of hidden pages are limited separately.
 */
function tooManyRequests(run: RunTrace, { of, scenario }: Pick<Trace, 'of' | 'scenario'>): string[] {
  const { heavySecondBytes = Infinity } = scenario.setup;
  const [hidden, exports] = partition(
    run.requests.filter(({ method }) => method === 'GET'),
    (request) => isHiddenPage(request, of),
  );
  const pages = run.logs.filter(({ message }) => message === 'page').length;
  const injected = run.calls.filter(({ fault }) => fault !== undefined).length;
  const refused = exports.filter(({ answered }) => answered !== undefined && answered.status !== 200).length;
  const heavy = new Set(exports.filter((each) => isLarger(each, heavySecondBytes)).map(startOf)).size;
  const max = 3 * pages + 8 * Math.max(injected, refused) + heavy + 2;
  const probesByStart = Map.groupBy(hidden, startOf);
  const tooMany = [...probesByStart].filter(([, probes]) => probes.length > MAX_PROBES);
  return [
    ...(exports.length <= max ? [] : [`run ${run.index} made ${exports.length} requests, at most ${max} are allowed`]),
    ...tooMany.map(([second, { length }]) => `run ${run.index} requested the hidden page at ${second} ${length} times`),
  ];
}

const startOf = ({ url }: RequestTrace): string | null => url.searchParams.get('start_time');

/** Whether the response is a time-based page with more bytes than this. */
const isLarger = ({ url, answered }: RequestTrace, bytes: number): boolean =>
  answered?.status === 200 && !url.pathname.endsWith('/cursor') && Buffer.byteLength(answered.body) > bytes;

/** One probe per size: `per_page` halved down to 1, then doubled up to 1,000. Each may fail and be retried once. */
const MAX_PROBES = 2 * 21;

function partition<T>(all: readonly T[], isOne: (each: T) => boolean): [T[], T[]] {
  return [all.filter(isOne), all.filter((each) => !isOne(each))];
}

const MAX_ATTEMPTS = 8;
const MIN_RETRY_DURATION_MS = 120_000;
/** The last of this many idle timeouts in a row counts as a 504. */
const IDLE_TIMEOUTS = 3;

/** Identifies the requested page, independent of its size. */
const pageOf = ({ url }: RequestTrace): string =>
  [url.pathname, url.searchParams.get('start_time'), url.searchParams.get('cursor')].join(' ');

/** A run stops after eight attempts over two minutes, if they fail neither because of the page nor the rate limit. */
function attemptsNeverExhausted({ index, requests }: RunTrace): string[] {
  let streak: RequestTrace[] = [];
  let idleTimeouts = 0;
  for (const request of requests.filter(({ method }) => method === 'GET')) {
    if (streak[0] !== undefined && pageOf(streak[0]) !== pageOf(request)) [streak, idleTimeouts] = [[], 0];
    const [first] = streak;
    const last = streak.at(-1);
    if (
      first !== undefined &&
      last !== undefined &&
      streak.length >= MAX_ATTEMPTS &&
      last.at - first.at >= MIN_RETRY_DURATION_MS
    ) {
      return [`run ${index} retried after ${streak.length} attempts in ${(last.at - first.at) / 1000} s`];
    }
    const status = request.answered?.status;
    idleTimeouts = request.isSilent === true ? idleTimeouts + 1 : 0;
    const isTimeout = idleTimeouts > 0 && idleTimeouts % IDLE_TIMEOUTS === 0;
    const isTransient = status !== undefined && ((status >= 500 && status !== 504) || [408, 409, 425].includes(status));
    const isCounted = isTransient || (status === undefined && !isTimeout);
    if (isCounted) streak.push(request);
    else if (status === 200) streak = [];
  }
  return [];
}
