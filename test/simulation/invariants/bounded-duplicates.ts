import { type LandedPage, onlySecondOf, secondOf } from '../engine/landed.ts';
import type { Setup } from '../scenario.ts';
import type { RequestTrace, RunTrace, Trace } from '../trace.ts';
import { isHiddenPage } from './hidden-page.ts';

/** The copies of a version and the requests of a run are bounded. */
export const boundedDuplicates = (trace: Trace): string[] => [
  ...tooManyCopies(trace),
  ...idleLandings(trace),
  ...secondsReadAgain(trace),
  ...trace.runs.flatMap((run) => tooManyRequests(run, trace.scenario.setup)),
  ...trace.runs.flatMap(attemptsNeverSpent),
];

/** The most copies of a version that a run may leave: a page's end, the next one's beginning, and a walk's. */
const COPIES_PER_RUN = 4;

/**
 * Each run within a version's lookback window reads it again, and two more runs at most: the one that lands it, and the
 * one that begins where that ended. A crash adds one copy, a rewind as many as a run.
 */
function tooManyCopies({ pages, runs, rewinds, scenario }: Trace): string[] {
  const copies = new Map<string, number>();
  for (const text of pages.flatMap(({ tickets }) => tickets)) copies.set(text, (copies.get(text) ?? 0) + 1);
  const crashes = runs.filter(({ ended }) => ended === undefined || 'error' in ended).length;
  const skewSeconds = Math.abs(scenario.setup.skewMs) / 1000;
  return [...copies].flatMap(([text, count]) => {
    const second = secondOf(text);
    const settling = runs.filter(
      ({ startedAt, ended, deadline, settings, requests }) =>
        requests.length > 0 &&
        startedAt / 1000 <= second + settings.settleSeconds + skewSeconds &&
        (ended?.at ?? deadline) / 1000 >= second - skewSeconds,
    ).length;
    const most = COPIES_PER_RUN * (2 + settling + rewinds) + crashes;
    return count <= most ? [] : [`${count} copies of a version of second ${second}, not ${most} at most`];
  });
}

/**
 * Once all is quiet, a run lands nothing, except hidden pages of a walk: it has to follow their cursors again. Behind
 * hidden rows it also reads a walk's last page again, whose objects are already present.
 */
function idleLandings({ runs, calmEnd, scenario: { setup }, pages, sideloads }: Trace): string[] {
  if (calmEnd === 'page_size_changing') return [`the learnt page size still changed after ${runs.length} runs`];
  const last = runs.at(-1);
  if (calmEnd === 'behind' || last === undefined) return [];
  const puts = last.calls.filter(({ service }) => service === 's3').length;
  const walked = last.logs.filter(({ message, fields }) => message === 'page' && fields['pagination'] === 'cursor');
  const hidden = walked.filter(({ fields }) => fields['records'] === 0).length;
  const created = [...pages, ...sideloads].filter(({ metadata }) => metadata['run-id'] === last.id).length;
  const maxPuts = setup.hiddenRows ? walked.length * objectsPerPage(setup) : hidden;
  return [
    ...(puts <= maxPuts ? [] : [`the last run, idle, put ${puts} objects, not ${maxPuts} at most`]),
    ...(created <= hidden ? [] : [`the last run, idle, created ${created} objects, not ${hidden} at most`]),
  ];
}

/** At most, with the sideloads that lines have beside them. */
const objectsPerPage = ({ layout, include }: Setup): number => (layout === 'ndjson' ? 1 + include.length : 1);

/** A run that has landed a whole second goes on behind it. */
const secondsReadAgain = ({ pages }: Trace): string[] =>
  [...Map.groupBy(pages, ({ metadata }) => metadata['run-id'])].flatMap(([run, landed]) =>
    landed.filter(isWholeSecond).flatMap(({ endTime, ordinal }) => {
      const again = landed.filter((page) => page.ordinal > ordinal && page.startTime < endTime);
      return again.map(({ key }) => `${run} landed ${key} although it had landed all before ${endTime}`);
    }),
  );

/** Whether the page is Zendesk's answer for a second that it serves whole: `end_time` is one second later. */
const isWholeSecond = (page: LandedPage): boolean =>
  page.pagination === 'time' && page.metadata['end-of-stream'] === 'false' && onlySecondOf(page) === page.endTime - 1;

/**
 * Three requests for each landed or skipped page, eight for each fault, two to find that there is nothing, and some for
 * each hidden page. A heavy second is read once before it is walked.
 */
function tooManyRequests(run: RunTrace, { heavySecondBytes = Infinity }: Setup): string[] {
  const [hidden, exports] = partition(
    run.requests.filter(({ method }) => method === 'GET'),
    isHiddenPage,
  );
  const pages = run.logs.filter(({ message }) => message === 'page').length;
  const injected = run.calls.filter(({ fault }) => fault !== undefined).length;
  const refused = exports.filter(({ answered }) => answered !== undefined && answered.status !== 200).length;
  const heavy = new Set(exports.filter((each) => isLarger(each, heavySecondBytes)).map(startOf)).size;
  const most = 3 * pages + 8 * Math.max(injected, refused) + heavy + 2;
  const askedFrom = Map.groupBy(hidden, startOf);
  const tooOften = [...askedFrom].filter(([, questions]) => questions.length > MAX_QUESTIONS);
  return [
    ...(exports.length <= most ? [] : [`run ${run.index} made ${exports.length} requests, not ${most} at most`]),
    ...tooOften.map(([second, { length }]) => `run ${run.index} asked ${length} times for a hidden page at ${second}`),
  ];
}

const startOf = ({ url }: RequestTrace): string | null => url.searchParams.get('start_time');

/** Whether the answer is a time-based page of more bytes. */
const isLarger = ({ url, answered }: RequestTrace, bytes: number): boolean =>
  answered?.status === 200 && !url.pathname.endsWith('/cursor') && Buffer.byteLength(answered.body) > bytes;

/** With each size from `per_page` halved down to 1, then doubled up to 1,000; each may fail and be asked once more. */
const MAX_QUESTIONS = 2 * 21;

function partition<T>(all: readonly T[], isOne: (each: T) => boolean): [T[], T[]] {
  return [all.filter(isOne), all.filter((each) => !isOne(each))];
}

const MAX_ATTEMPTS = 8;
const MIN_RETRY_DURATION_MS = 120_000;
/** The last of so many silences in a row counts as a 504. */
const SILENCES = 3;

/** Which page is asked for, whatever its size. */
const pageOf = ({ url }: RequestTrace): string =>
  [url.pathname, url.searchParams.get('start_time'), url.searchParams.get('cursor')].join(' ');

/** Attempts at one page that fail for no reason of the page's or the rate's are spent after eight over two minutes. */
function attemptsNeverSpent({ index, requests }: RunTrace): string[] {
  let streak: RequestTrace[] = [];
  let silences = 0;
  for (const request of requests.filter(({ method }) => method === 'GET')) {
    if (streak[0] !== undefined && pageOf(streak[0]) !== pageOf(request)) [streak, silences] = [[], 0];
    const [first] = streak;
    const last = streak.at(-1);
    if (
      first !== undefined &&
      last !== undefined &&
      streak.length >= MAX_ATTEMPTS &&
      last.at - first.at >= MIN_RETRY_DURATION_MS
    ) {
      return [`run ${index} asked again after ${streak.length} attempts in ${(last.at - first.at) / 1000} s`];
    }
    const status = request.answered?.status;
    silences = request.isSilent === true ? silences + 1 : 0;
    const isTimeout = silences > 0 && silences % SILENCES === 0;
    const isPassing = status !== undefined && ((status >= 500 && status !== 504) || [408, 409, 425].includes(status));
    const isSpending = isPassing || (status === undefined && !isTimeout);
    if (isSpending) streak.push(request);
    else if (status === 200) streak = [];
  }
  return [];
}
