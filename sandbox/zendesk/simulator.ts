import type { ZendeskAccount } from './account/account.ts';
import type { LiveActivity } from './account/live.ts';
import type { Answer, PageWeight } from './answer.ts';
import { type ApplicationRequest, createApplication } from './application.ts';
import { createAuth } from './auth.ts';
import type { AcceptedCredentials } from './credentials.ts';
import { type ExpectedRecord, expectedRecords, type View } from './export/expected-records.ts';
import { DEFAULT_RULES, type ExportRules } from './export/request.ts';
import type { ExportTable } from './export/table.ts';
import type { Fault } from './fault.ts';
import { upstreamTimeout } from './fault-presets.ts';
import { createRateLimiter, type RateLimit, type RateLimiter } from './rate-limit.ts';

/** Settings of a simulated Zendesk with one account. */
export type SimulatorOptions = Partial<ExportRules> & {
  /** The clock of the test or sandbox, in epoch milliseconds. Zendesk's clock differs from it by `clockSkewMs`. */
  readonly clock: { now(): number };
  readonly account: ZendeskAccount;
  /** Exports in addition to the account's own. Default: none. */
  readonly tables?: readonly ExportTable[];
  readonly credentials: AcceptedCredentials;
  /** Rate limit of all incremental exports. Default 10 requests per 60 seconds. The High Volume add-on has 30. */
  readonly rateLimit?: Partial<RateLimit>;
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
  /** Number of requests to the incremental exports, and of those rejected by the rate limit. */
  readonly rateLimit: RateLimiter['statistics'];
  setCredentials(credentials: AcceptedCredentials): void;
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
   * Returns the response to a request that arrives now, and the milliseconds until it starts. Ignores delivery faults.
   */
  answer(
    request: ApplicationRequest,
    url: URL,
    faults?: readonly Fault[],
  ): { readonly answer: Answer; readonly workMs: number };
};

/** Creates a simulated Zendesk. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { clock, account, tables = [], credentials, rateLimit, clockSkewMs = 0, live, ...more } = options;
  const { pageDelayMs = 0, gatewayTimeoutMs = Number.POSITIVE_INFINITY, ...rules } = more;
  const auth = createAuth(credentials);
  const limiter = createRateLimiter({ total: 10, windowSeconds: 60, ...rateLimit });
  const exports = [...account.tables, ...tables];
  const application = createApplication(exports, auth, limiter);
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
    rateLimit: limiter.statistics,
    setCredentials: auth.setCredentials,
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
