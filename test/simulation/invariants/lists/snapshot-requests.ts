import type { Item } from '../../engine/dynamodb.ts';
import { SNAPSHOT_SECONDS } from '../../engine/function-process.ts';
import { FIRST_RUN_MS } from '../../scenario.ts';
import { type ItemWrite, type ListTrace, numberIn, type RequestTrace } from '../../trace.ts';
import { hasHandedOver } from '../result-accuracy.ts';
import { hasPage } from './responses.ts';

const ORIGIN = 'https://acme.zendesk.com';
/** How long (seconds) after its last page a snapshot is continued. */
const CONTINUED_SECONDS = 3600;
const LARGEST_PAGE = 100;

/**
 * Every request has the parameters of its list. A run continues the snapshot under way, unless its pages are too old or
 * there is one list per parent. It requests each page after the one before it.
 */
export function snapshotRequests(trace: ListTrace): string[] {
  return trace.runs.flatMap((run) => {
    const requests = run.requests.filter(({ method }) => method === 'GET');
    const acquired = trace.writes.find(
      ({ run: writer, after }) => writer === run && after['lease_owner']?.S === run.id,
    );
    const wrong = requests.flatMap((request) => wrongTarget(request, trace));
    const [first] = requests;
    if (first !== undefined && acquired !== undefined) {
      wrong.push(...wrongBeginning(first, acquired, trace), ...wrongOrder(requests, trace));
    }
    return [...new Set(wrong)].map((violation) => `run ${run.index}: ${violation}`);
  });
}

function wrongTarget({ url, headers }: RequestTrace, { of }: ListTrace): string[] {
  const { searchParams: query } = url;
  const size = Number(query.get('page[size]'));
  const rules: Record<string, boolean> = {
    origin: url.origin === ORIGIN,
    parameters: Object.entries(of.query).every(([name, value]) => query.get(name) === value),
    'page[size]': of.paging === 'cursor' ? size >= 1 && size <= LARGEST_PAGE : !query.has('page[size]'),
    per_page: query.get('per_page') === (of.paging === 'offset' ? String(LARGEST_PAGE) : null),
    'page number': of.paging === 'offset' ? Number(query.get('page')) >= 1 : !query.has('page'),
    accept: headers['accept'] === 'application/json' && headers['accept-encoding'] === 'gzip',
    'user-agent': /^zendesk-lake\/\d/.test(headers['user-agent'] ?? ''),
  };
  return Object.entries(rules).flatMap(([name, holds]) => (holds ? [] : [`a request has a wrong ${name}`]));
}

/** The page of a list that a request asks for. */
type Place = { readonly cursor: string | null; readonly number: number; readonly isChild: boolean };

const placeOf = ({ url }: RequestTrace): Place => ({
  cursor: url.searchParams.get('page[after]'),
  number: Number(url.searchParams.get('page') ?? 1),
  isChild: /\/\d+\//.test(url.pathname),
});

const FIRST_PLACE: Place = { cursor: null, number: 1, isChild: false };

const isSame = (one: Place, other: Place): boolean =>
  one.cursor === other.cursor && one.number === other.number && one.isChild === other.isChild;

/** Compares a run's first request with the item that came with its lease. */
function wrongBeginning(first: RequestTrace, { at, before }: ItemWrite, trace: ListTrace): string[] {
  const { of, scenario } = trace;
  if (!isDue(before, first.at / 1000)) return ['sent a request although the last snapshot is recent'];
  const ages = [at, first.at].map((now) => now / 1000 - (numberIn(before, 'page_time') ?? 0));
  const mayContinue = ages.map((age) => isContinued(before, trace, Math.floor(age)));
  const place = placeOf(first);
  const isNew = isSame(place, FIRST_PLACE);
  const next = nextPlace(before, of);
  const isRight = mayContinue.some((continues) => isSame(place, continues ? next : FIRST_PLACE));
  if (!isRight)
    return [`began with ${first.url.search}, not ${JSON.stringify(mayContinue[0] === true ? next : FIRST_PLACE)}`];
  if (of.window === undefined) return [];
  const { since } = of.window.read(first.url.searchParams);
  const startsAgo = scenario.setup.startsAgo;
  const startTime = startsAgo === null ? 0 : FIRST_RUN_MS / 1000 - startsAgo;
  const expected = isNew ? sinceOf(before, of.window.seconds, startTime) : numberIn(before, 'since');
  return since === expected ? [] : [`read rows since ${since}, not ${expected}`];
}

/** Whether the last complete snapshot began long enough ago. */
const isDue = (item: Item, now: number): boolean =>
  'rewound_to' in item || now >= (numberIn(item, 'end_time') ?? -Infinity) + SNAPSHOT_SECONDS;

/** Whether a run continues the snapshot under way, if its last page is this old. */
function isContinued(item: Item, { of }: ListTrace, ageSeconds: number): boolean {
  if (of.parents !== undefined || !('page' in item) || (of.paging === 'cursor' && !('after_cursor' in item)))
    return false;
  return of.window !== undefined || ageSeconds < CONTINUED_SECONDS || hasHandedOver(item);
}

function nextPlace(item: Item, { paging }: ListTrace['of']): Place {
  if (paging === 'cursor') return { ...FIRST_PLACE, cursor: item['after_cursor']?.S ?? null };
  return { ...FIRST_PLACE, number: 1 + (numberIn(item, 'page') ?? 0) };
}

/** The beginning of a new snapshot's window. */
function sinceOf(item: Item, seconds: number, startTime: number): number {
  const end = numberIn(item, 'end_time');
  const since = end === undefined ? (numberIn(item, 'start_time') ?? startTime) : Math.max(0, end - seconds);
  return Math.min(since, numberIn(item, 'rewound_to') ?? since);
}

/** Each request asks for the same page as the one before it, for the page after it, or for the first page of a new snapshot. */
function wrongOrder(requests: readonly RequestTrace[], { of }: ListTrace): string[] {
  let restarts = 0;
  return requests.flatMap((request, i) => {
    const before = requests[i - 1];
    if (before === undefined) return [];
    const place = placeOf(request);
    const isAgain = request.url.pathname === before.url.pathname && isSame(place, placeOf(before));
    if (isAgain || isNext(request, before, of)) return [];
    restarts += 1;
    const isRestart = isSame(place, FIRST_PLACE) && (before.answered?.status ?? 200) >= 400 && restarts === 1;
    return isRestart ? [] : [`requested ${request.url.search} after ${before.url.search}`];
  });
}

function isNext({ url }: RequestTrace, before: RequestTrace, { paging, parents }: ListTrace['of']): boolean {
  const place = placeOf({ url } as RequestTrace);
  // Parents that do not exist anymore are passed over.
  if (parents !== undefined) return place.isChild;
  if (!hasPage(before)) return false;
  if (paging === 'offset') return place.number === 1 + placeOf(before).number;
  return paging === 'cursor' && place.cursor === afterCursorIn(before.answered.body);
}

function afterCursorIn(body: string): string | undefined {
  const page: { meta?: { after_cursor?: string } } = JSON.parse(body);
  return page.meta?.after_cursor;
}
