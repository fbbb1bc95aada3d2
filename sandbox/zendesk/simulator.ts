import type { ZendeskAccount } from './account/account.ts';
import type { LiveActivity } from './account/live.ts';
import type { Answer, PageWeight } from './answer.ts';
import { type ApplicationRequest, createApplication } from './application.ts';
import { createAuth } from './auth.ts';
import type { AcceptedCredentials } from './credentials.ts';
import { type ExpectedRecord, expectedRecords, type View } from './export/expected-records.ts';
import { DEFAULT_RULES, type ExportRules } from './export/request.ts';
import type { ExportTable } from './export/table.ts';
import { type ExpectedRow, expectedRows, type ListView } from './lists/expected-rows.ts';
import type { ListTable } from './lists/table.ts';
import { listTables } from './lists/tables.ts';
import type { Fault } from './fault.ts';
import { upstreamTimeout } from './fault-presets.ts';
import { createGapList, type Gaps } from './gaps.ts';
import type { RateLimit, RateLimiter } from './rate-limit.ts';
import { createRateLimits, type RateLimitName } from './rate-limits.ts';

/** Settings of a simulated Zendesk with one account. */
export type SimulatorOptions = Partial<ExportRules> & {
  /** The clock of the test or sandbox, in epoch milliseconds. Zendesk's clock differs from it by `clockSkewMs`. */
  readonly clock: { now(): number };
  readonly account: ZendeskAccount;
  /** Exports in addition to the account's own. Default: none. */
  readonly tables?: readonly ExportTable[];
  /** Lists in place of the account's own with the same path. Default: none. */
  readonly lists?: readonly ListTable[];
  readonly credentials: AcceptedCredentials;
  /** The `incremental` rate limit. Default 10 requests per 60 seconds. The High Volume add-on has 30. */
  readonly rateLimit?: Partial<RateLimit>;
  /** Other rate limits, account-wide ones included. The defaults are in rate-limits.ts. */
  readonly otherRateLimits?: Readonly<Partial<Record<Exclude<RateLimitName, 'incremental'>, Partial<RateLimit>>>>;
  /** Resources that the account's plan, role or products lack, and the form of the refusal. Default: none. */
  readonly gaps?: Gaps;
  /** Server time of a page in milliseconds. Default 0. */
  readonly pageDelayMs?: number | ((page: PageWeight) => number);
  /** Pages that take longer, including delays, get 504 `upstream request timeout` after this time. Default: no timeout. */
  readonly gatewayTimeoutMs?: number;
  /** Milliseconds by which Zendesk's clock is ahead. Negative if it is behind. Default 0. */
  readonly clockSkewMs?: number;
  /** Ongoing changes of the account. Default: none. */
  readonly live?: LiveActivity;
};

/** A simulated Zendesk without network and waiting: returns responses and their server time. */
export type Simulator = {
  readonly account: ZendeskAccount;
  /** Number of requests that the `incremental` rate limit counted, and of those it rejected. */
  readonly rateLimit: RateLimiter['statistics'];
  /** The same for each rate limit. */
  readonly rateLimits: Readonly<Record<RateLimitName, Pick<RateLimiter, 'statistics'>>>;
  setCredentials(credentials: AcceptedCredentials): void;
  /**
   * Replaces the gaps, e.g. when a plan ends or a product is bought.
   *
   * @throws RangeError if there is no such resource
   */
  setGaps(gaps: Gaps): void;
  /** Revokes all tokens issued so far. */
  revokeIssuedTokens(): void;
  /** Sets the milliseconds by which Zendesk's clock is ahead. Negative if it is behind. */
  setClockSkew(ms: number): void;
  /** Applies the ongoing changes up to now. Responses do this automatically. */
  catchUpLive(): void;
  /** Applies the ongoing changes a last time and stops them. */
  stopLive(): void;
  /** Epoch milliseconds by Zendesk's clock. */
  now(): number;
  /**
   * Returns the records of a complete export, by second, then id. Default: as shown now, without sideloads.
   *
   * @param resource - the member of a page with the records, e.g. `ticket_events`
   * @throws RangeError if there is no such export
   */
  expectedRecords(resource: string, view?: Partial<View>): ExpectedRecord[];
  /**
   * Returns the rows of a complete snapshot of a list, in its order. Default: all rows as shown now.
   *
   * @throws RangeError if there is no such list
   */
  expectedRows(list: string, view?: Partial<ListView>): ExpectedRow[];
  /**
   * Returns the response to a request that arrives now, and the milliseconds until it starts. Ignores delivery faults.
   */
  answer(
    request: ApplicationRequest,
    url: URL,
    faults?: readonly Fault[],
  ): { readonly answer: Answer; readonly workMs: number };
};

/**
 * Creates a simulated Zendesk.
 *
 * @throws RangeError if a gap names no resource
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  const {
    clock,
    account,
    tables = [],
    lists: replaced = [],
    credentials,
    clockSkewMs = 0,
    live,
    ...settings
  } = options;
  const { rateLimit: incremental = {}, otherRateLimits, gaps: initialGaps = {}, ...responses } = settings;
  const { pageDelayMs = 0, gatewayTimeoutMs = Number.POSITIVE_INFINITY, ...rules } = responses;
  const exports = [...account.tables, ...tables];
  const lists = listTables(account).map((own) => replaced.find(({ path }) => path === own.path) ?? own);
  const auth = createAuth(credentials);
  const limits = createRateLimits({ ...otherRateLimits, incremental });
  const gaps = createGapList(
    [...exports, ...lists].map(({ itemKey }) => itemKey),
    initialGaps,
  );
  const application = createApplication({ exports, lists }, { auth, gaps, limits });
  let skewMs = clockSkewMs;
  const now = (): number => clock.now() + skewMs;
  let activity = live;
  let appliedUntil = now();

  /** Applies the ongoing changes up to now and returns that time, so that the response shows the same moment. */
  const catchUpLive = (): number => {
    const current = now();
    // If the clock was set back, the account stays unchanged. The hold-back hides changes in the future.
    if (current > appliedUntil) {
      activity?.(account, appliedUntil, current);
      appliedUntil = current;
    }
    return current;
  };

  /** Returns the regular response at the time of the request, regardless of its server time. */
  const createAnswer = (request: ApplicationRequest, url: URL, faults: readonly Fault[]): [Answer, number] => {
    const changedRules = faults.flatMap((fault) => (fault.kind === 'rules' ? [fault.rules] : []));
    const answer = application(request, url, catchUpLive(), (table) =>
      Object.assign({ ...DEFAULT_RULES, ...rules, ...table.rules }, ...changedRules),
    );
    const workMs = pageWorkMs(answer, pageDelayMs) + totalDelayMs(faults);
    return workMs > gatewayTimeoutMs ? [toAnswer(upstreamTimeout()), gatewayTimeoutMs] : [answer, workMs];
  };

  return {
    account,
    rateLimit: limits.incremental.statistics,
    rateLimits: limits,
    setCredentials: auth.setCredentials,
    setGaps: gaps.set,
    revokeIssuedTokens: auth.revokeIssuedTokens,
    setClockSkew: (ms) => {
      catchUpLive();
      skewMs = ms;
    },
    catchUpLive,
    stopLive: () => {
      catchUpLive();
      activity = undefined;
    },
    now,
    expectedRecords: (resource, view = {}) => {
      const table = exports.find(({ itemKey }) => itemKey === resource);
      if (!table) throw new RangeError(`there is no export of ${resource}`);
      return expectedRecords(table, { nowMs: now(), ...view });
    },
    expectedRows: (name, view = {}) => {
      const table = lists.find(({ itemKey }) => itemKey === name);
      if (!table) throw new RangeError(`there is no list of ${name}`);
      return expectedRows(table, { nowMs: now(), ...view });
    },
    answer: (request, url, faults = []) => {
      const scripted = faults.findLast((fault) => fault.kind === 'respond');
      const [answer, workMs] = scripted
        ? [toAnswer(scripted), totalDelayMs(faults)]
        : createAnswer(request, url, faults);
      return { answer: faults.reduce(applyRewrite, answer), workMs };
    },
  };
}

function toAnswer({ status, headers = {}, body = '' }: Extract<Fault, { kind: 'respond' }>): Answer {
  return { status, headers: lowerCase(headers), body };
}

function pageWorkMs({ weight }: Answer, pageDelayMs: NonNullable<SimulatorOptions['pageDelayMs']>): number {
  if (!weight) return 0;
  return typeof pageDelayMs === 'number' ? pageDelayMs : pageDelayMs(weight);
}

function totalDelayMs(faults: readonly Fault[]): number {
  return faults.reduce((sum, fault) => (fault.kind === 'delay' ? sum + fault.ms : sum), 0);
}

/** Converts header names to lower case: HTTP header names are case-insensitive. */
function lowerCase<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Applies a `rewrite` fault. Ignores other faults. */
function applyRewrite(answer: Answer, fault: Fault): Answer {
  if (fault.kind !== 'rewrite') return answer;
  const headers = Object.entries({ ...answer.headers, ...lowerCase(fault.headers ?? {}) }).filter(
    (header): header is [string, string] => header[1] !== undefined,
  );
  return {
    ...answer,
    headers: Object.fromEntries(headers),
    body: fault.page ? fault.page(answer.body) : answer.body,
  };
}
