import { type Fault, faults } from '#sandbox/zendesk/index.ts';
import { mapMembers } from '#sandbox/zendesk/members.ts';
import { CONTENT_MARKER } from './lean-ticket.ts';

const {
  accountLimitExceeded,
  cloudflareError,
  edgeLimitExceeded,
  emptyPage,
  endOfStream,
  endTime,
  errorList,
  errorText,
  errorWithCode,
  errorWithTitle,
  exportLimitExceeded,
  loginPage,
  unavailable,
  upstreamTimeout,
} = faults;

const plus =
  (seconds: number) =>
  (end: number | null): number | null =>
    end === null ? null : end + seconds;

/** A placeholder that is replaced by the credentials of the request. */
export const ECHO = '(the credentials of the request)';

/** Epoch seconds: later than every event of a scenario. */
const FAR_FUTURE = 1_795_530_000;

/** Epoch seconds: before the first run, and later than most tickets of that time. */
const PAST = 1_795_521_535;

/** The 401 for a token that ended without notice (fprimex/zdesk#58). */
const invalidToken = errorWithCode(401, 'invalid_token', 'The access token provided is expired.');

/** Faults by name, so that scenarios are readable plain data. */
export const EXPORT_FAULTS = {
  '429 export, Retry-After 7': [exportLimitExceeded(7)],
  '429 export, Retry-After 0': [exportLimitExceeded(0)],
  '429 export, Retry-After 900': [exportLimitExceeded(900)],
  '429 account, no Retry-After': [accountLimitExceeded(null)],
  '429 edge, Retry-After twice': [edgeLimitExceeded('50, 53')],
  '429 edge, Retry-After a date': [edgeLimitExceeded('Tue, 24 Nov 2026 12:10:00 GMT')],
  '429 edge, Retry-After nonsense': [edgeLimitExceeded('soon')],
  '503, Retry-After 5': [unavailable(5)],
  '503, no Retry-After': [unavailable(null)],
  '520 HTML': [cloudflareError(520)],
  '524 HTML, late': [cloudflareError(524), { kind: 'delay', ms: 100_000 }],
  '500 text': [errorText(500, 'Internal Server Error')],
  '408 text': [errorText(408, 'Request Timeout')],
  '409 envelope': [errorWithCode(409, 'DatabaseConflict', 'Try again')],
  '425 empty': [errorText(425, '')],
  '504 text': [upstreamTimeout()],
  '504 text, late': [upstreamTimeout(), { kind: 'delay', ms: 30_000 }],
  '200 login page': [loginPage()],
  '200 nothing': [errorText(200, '')],
  '204 nothing': [errorText(204, '')],
  '302 elsewhere': [
    { kind: 'respond', status: 302, headers: { location: 'https://elsewhere.example/login' }, body: '' },
  ],
  '401 token': [invalidToken],
  '401 that repeats the credentials': [errorWithCode(401, 'invalid_token', `No access for ${ECHO}.`)],
  '403 that repeats the credentials': [errorWithTitle(403, 'Forbidden', `No access for ${ECHO}.`)],
  '500 that quotes a ticket': [errorText(500, `Cannot render {"subject":"${CONTENT_MARKER}"}`)],
  'page cut short': [{ kind: 'rewrite', page: (body) => body.slice(0, 160) }],
  '403 role': [errorWithTitle(403, 'Forbidden', 'You do not have access to this page.')],
  '404 list': [errorList(404, 'RecordNotFound', 'Not found', 'Not found')],
  '400 StartTimeTooRecent': [errorWithCode(400, 'StartTimeTooRecent', 'start_time must be at least one minute ago')],
  '422 too recent, text': [errorText(422, 'Too recent start_time. Use a start_time older than 5 minutes')],
  reset: [{ kind: 'reset' }],
  'reset mid-body': [{ kind: 'reset', afterBytes: 40 }],
  'truncated gzip': [{ kind: 'truncateGzip', bytes: 60 }],
  drip: [{ kind: 'drip', bytes: 64, everyMs: 400 }],
  hang: [{ kind: 'hang' }],
  'hang mid-body': [{ kind: 'hang', afterBytes: 40 }],
  late: [{ kind: 'delay', ms: 20_000 }],
  'end_time null': [endTime(() => null)],
  'end_time back a second': [endTime(plus(-1))],
  'end_time far back': [endTime(plus(-100_000))],
  'end_time ahead two seconds': [endTime(plus(2))],
  'end_time ahead a minute': [endTime(plus(60))],
  'end_time far ahead': [endTime(plus(3600))],
  'end_of_stream false': [endOfStream(false)],
  'end_of_stream true': [endOfStream(true)],
  'empty page': [emptyPage({ endOfStream: true, endTime: null })],
  'empty page that continues': [emptyPage({ endOfStream: false, endTime: null })],
  'empty page with an end_time': [emptyPage({ endOfStream: true, endTime: FAR_FUTURE })],
  'empty page that continues with an end_time': [emptyPage({ endOfStream: false, endTime: FAR_FUTURE })],
  'empty page that continues to a past second': [emptyPage({ endOfStream: false, endTime: PAST })],
  'capped second': [{ kind: 'rules', rules: { secondMode: 'capped' } }],
  'stuck second': [{ kind: 'rules', rules: { secondMode: 'stuck' } }],
  'overshot second': [{ kind: 'rules', rules: { secondMode: 'overshoot' } }],
  'hidden rows': [{ kind: 'rules', rules: { filtersAfterCut: true } }],
  'short page': [{ kind: 'rules', rules: { largestPage: 3 } }],
  'users twice': [{ kind: 'rules', rules: { repeatUsers: true } }],
  'late drip of a page whose end_time goes back': [
    { kind: 'delay', ms: 5000 },
    endTime(plus(-1)),
    { kind: 'drip', bytes: 200, everyMs: 1000 },
  ],
  'capped second that does not end the stream, reset': [
    { kind: 'rules', rules: { secondMode: 'capped' } },
    endOfStream(false),
    { kind: 'reset', afterBytes: 200 },
  ],
  'end_time ahead of a short page': [{ kind: 'rules', rules: { largestPage: 2 } }, endTime(plus(3600))],
} as const satisfies Record<string, readonly Fault[]>;

/** A response of a list in which a member has another value. */
const listMember = (name: string, value: unknown): Fault => ({
  kind: 'rewrite',
  page: (body) => mapMembers(body, (key, text) => (key === name ? JSON.stringify(value) : text)),
});

/** Only in response to a request for the list of one parent. */
const MISSING_PARENT = '404 of a parent';

/** Faults of lists. They do not change other responses. */
export const LIST_FAULTS = {
  'has_more without a cursor': [listMember('meta', { has_more: true })],
  'a cursor that Zendesk will refuse': [listMember('meta', { has_more: true, after_cursor: 'b3V0ZGF0ZWQ=' })],
  'a cursor that Zendesk refuses': [errorWithCode(400, 'InvalidPaginationParameter', 'page[after] is not valid')],
  'next_page of the last page': [listMember('next_page', 'https://elsewhere.example/api/v2/list.json?page=2')],
  [MISSING_PARENT]: [errorWithCode(404, 'RecordNotFound', 'Not found')],
  'meta missing': [listMember('meta', null)],
} as const satisfies Record<string, readonly Fault[]>;

/** All faults of Zendesk. */
export const ZENDESK_FAULTS = { ...EXPORT_FAULTS, ...LIST_FAULTS };

export type ListFaultName = keyof typeof LIST_FAULTS;
export type ZendeskFaultName = keyof typeof ZENDESK_FAULTS;

/**
 * The faults of a response, by the kind of the requested resource. No client could detect an empty page in place of a
 * list's page: the rows would seem to be deleted.
 */
export function faultsFor(
  name: ZendeskFaultName,
  { kind, path }: { readonly kind: 'incremental' | 'list' | undefined; readonly path: string },
): readonly Fault[] {
  if (name === MISSING_PARENT && !/\/\d+\//.test(path)) return [];
  const isOfList = Object.hasOwn(LIST_FAULTS, name);
  const isWrongList = name.startsWith('empty page');
  return (kind === 'list' ? isWrongList : isOfList) ? [] : ZENDESK_FAULTS[name];
}
