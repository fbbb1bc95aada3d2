import type { ZendeskAccount } from './account/account.ts';
import type { LiveActivity } from './account/live.ts';
import type { Answer, PageWeight } from './answer.ts';
import { type ApplicationRequest, createApplication } from './application.ts';
import { createAuth } from './auth.ts';
import type { AcceptedCredentials } from './credentials.ts';
import { DEFAULT_RULES, type ExportRules } from './export/request.ts';
import type { ExportTable } from './export/table.ts';
import type { Fault } from './fault.ts';
import { upstreamTimeout } from './fault-presets.ts';
import { createRateLimiter, type RateLimit, type RateLimiter } from './rate-limit.ts';
import { ticketsTable } from './tickets/table.ts';

/** A Zendesk of one account. */
export type SimulatorOptions = Partial<ExportRules> & {
  /** The test's or sandbox's time, in epoch milliseconds. Zendesk's own may differ by `clockSkewMs`. */
  readonly clock: { now(): number };
  readonly account: ZendeskAccount;
  /** Exports besides the account's tickets. Default: none. */
  readonly tables?: readonly ExportTable[];
  readonly credentials: AcceptedCredentials;
  /** Of all incremental exports together. Default 10 requests in 60 seconds; the High Volume add-on has 30. */
  readonly rateLimit?: Partial<RateLimit>;
  /** How long Zendesk works on a page, in milliseconds. Default 0. */
  readonly pageDelayMs?: number | ((page: PageWeight) => number);
  /** A page that takes longer than this, delays included, gets 504 `upstream request timeout` after it. Default: none. */
  readonly gatewayTimeoutMs?: number;
  /** How far Zendesk's clock is ahead (behind: negative). Default 0. */
  readonly clockSkewMs?: number;
  /** What goes on in the account meanwhile, from the moment of the start. Default: nothing. */
  readonly live?: LiveActivity;
};

/** All of Zendesk but sockets and waiting: what it answers, and how long it takes over it. */
export type Simulator = {
  readonly account: ZendeskAccount;
  /** Requests that the bucket of incremental exports saw, and how many of them it refused. */
  readonly rateLimit: RateLimiter['statistics'];
  setCredentials(credentials: AcceptedCredentials): void;
  /** Ends every token that was issued so far. */
  revokeIssuedTokens(): void;
  /** How far Zendesk's clock is ahead from now on, in milliseconds (behind: negative). */
  setClockSkew(ms: number): void;
  /** Makes the account what it is by now; answers do that themselves. */
  catchUpLive(): void;
  /** Does that a last time: the account stays as it is then. */
  stopLive(): void;
  /** Epoch milliseconds by Zendesk's clock. */
  now(): number;
  /**
   * What comes back for a request that arrives now, and how many milliseconds later it begins to.
   * Faults of delivery are not its business.
   */
  answer(
    request: ApplicationRequest,
    url: URL,
    faults?: readonly Fault[],
  ): { readonly answer: Answer; readonly workMs: number };
};

/** Opens a Zendesk. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { clock, account, tables = [], credentials, rateLimit, clockSkewMs = 0, live, ...more } = options;
  const { pageDelayMs = 0, gatewayTimeoutMs = Number.POSITIVE_INFINITY, ...rules } = more;
  const auth = createAuth(credentials);
  const limiter = createRateLimiter({ total: 10, windowSeconds: 60, ...rateLimit });
  const application = createApplication([ticketsTable(account), ...tables], auth, limiter);
  let skewMs = clockSkewMs;
  const now = (): number => clock.now() + skewMs;
  let activity = live;
  let livedUntil = now();

  /** Applies the live changes up to now, and returns that time: an answer shows the account at the same moment. */
  const catchUpLive = (): number => {
    const present = now();
    // A clock that is set back finds the account as it was left; the hold-back hides what is yet to come.
    if (present > livedUntil) {
      activity?.(account, livedUntil, present);
      livedUntil = present;
    }
    return present;
  };

  /** The real answer is that of the moment the request came, however long it then takes to be sent. */
  const realAnswer = (request: ApplicationRequest, url: URL, faults: readonly Fault[]): [Answer, number] => {
    const altered = faults.flatMap((fault) => (fault.kind === 'rules' ? [fault.rules] : []));
    const answer = application(request, url, catchUpLive(), Object.assign({ ...DEFAULT_RULES, ...rules }, ...altered));
    const workMs = pageWorkMs(answer, pageDelayMs) + totalDelayMs(faults);
    return workMs > gatewayTimeoutMs ? [scriptedAnswer(upstreamTimeout()), gatewayTimeoutMs] : [answer, workMs];
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
    answer: (request, url, faults = []) => {
      const scripted = faults.findLast((fault) => fault.kind === 'respond');
      const [answer, workMs] = scripted
        ? [scriptedAnswer(scripted), totalDelayMs(faults)]
        : realAnswer(request, url, faults);
      return { answer: faults.reduce(applyRewrite, answer), workMs };
    },
  };
}

function scriptedAnswer({ status, headers = {}, body = '' }: Extract<Fault, { kind: 'respond' }>): Answer {
  return { status, headers: lowerCase(headers), body };
}

function pageWorkMs({ weight }: Answer, pageDelayMs: NonNullable<SimulatorOptions['pageDelayMs']>): number {
  if (!weight) return 0;
  return typeof pageDelayMs === 'number' ? pageDelayMs : pageDelayMs(weight);
}

function totalDelayMs(faults: readonly Fault[]): number {
  return faults.reduce((sum, fault) => (fault.kind === 'delay' ? sum + fault.ms : sum), 0);
}

/** Scripts may write names as they like: HTTP does not tell them apart, and neither may what prevails over what. */
function lowerCase<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The answer as a `rewrite` wants it; other faults leave it as it is. */
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
