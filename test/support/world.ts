import { gzipSync } from 'node:zlib';
import { createHandler } from '../../functions/export/compose.ts';
import { arrayElements, objectMembers, sliceText } from '../../functions/export/core/json-slices.ts';
import type { RunResult } from '../../functions/export/core/outcome.ts';
import { type HttpAnswer, HttpFault, type HttpRequest } from '../../functions/export/core/ports.ts';
import { type Account, createAccount } from '../../sandbox/zendesk/account/account.ts';
import { createApplication } from '../../sandbox/zendesk/application.ts';
import { createAuth } from '../../sandbox/zendesk/auth.ts';
import type { ExportRules } from '../../sandbox/zendesk/export/request.ts';
import { createRateLimiter } from '../../sandbox/zendesk/rate-limit.ts';
import { memoryCursors, memoryLake, type OnCall, type StoredItem } from './memory-aws.ts';
import { NOON, type VirtualClock, virtualClock } from './virtual-clock.ts';

/** A request as the world saw it. */
export type SeenRequest = HttpRequest & {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly at: number;
};

/** What becomes of a request instead of, or before, Zendesk's genuine answer. */
export type Happening =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | { readonly rewrite: (body: string) => string; readonly headers?: Record<string, string> }
  | { readonly delayMs: number }
  | 'hang'
  | 'reset'
  | undefined;

export type WorldOptions = {
  readonly rules?: Partial<ExportRules>;
  readonly rateLimit?: { readonly total: number; readonly windowSeconds: number };
  /** How long Zendesk takes for each answer (ms). Default 500. */
  readonly latencyMs?: number;
  /** Zendesk's clock minus the function's (ms). */
  readonly skewMs?: number;
  readonly secret?: unknown;
  /** What chance gives each time, from 0 to below 1. Default 0.5. */
  readonly random?: number;
};

/** A second long settled, where the worlds' histories begin. */
export const BEGAN = NOON / 1000 - 100_000;

export const EVENT = { subdomain: 'acme', credentialsSecretId: 'zendesk-lake/acme' };

/**
 * The whole function but its adapters to the network, in a world of its own: the sandbox's Zendesk without sockets,
 * a lake and a cursor table in memory, and a clock that takes no time.
 */
export function createWorld(options: WorldOptions = {}) {
  const clock = virtualClock();
  const zendeskNow = (): number => clock.now() + (options.skewMs ?? 0);
  const account = createAccount({ clock: { now: zendeskNow } });
  const auth = createAuth({
    clients: [{ clientId: 'lake', clientSecret: 'planted-client-secret', expiresIn: 1800 }],
    accessTokens: [{ accessToken: 'planted-access-token' }],
  });
  const limiter = createRateLimiter(options.rateLimit ?? { total: 10, windowSeconds: 60 });
  const rules = { secondMode: 'overshoot', tooRecent: 'current', holdBackSeconds: 60, ...options.rules } as const;
  const application = createApplication(account, auth, limiter, rules);
  const requests: SeenRequest[] = [];
  const logs: { readonly level: string; readonly message: string; readonly fields: unknown }[] = [];
  const world = {
    clock,
    account,
    auth,
    limiter,
    requests,
    logs,
    secret: 'secret' in options ? options.secret : { accessToken: 'planted-access-token' },
    secretReads: 0,
    /** Decides about every request to Zendesk. */
    happens: (_request: SeenRequest): Happening => undefined,
    /** Is called before every call to S3 and DynamoDB has its effect. */
    onCall: ((): void => undefined) as OnCall,
  };
  const onCall: OnCall = (call, detail) => world.onCall(call, detail);
  const lake = memoryLake(onCall);
  const cursors = memoryCursors(onCall);
  let ids = 0;

  async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const url = new URL(request.url);
    const seen = { ...request, path: url.pathname, query: Object.fromEntries(url.searchParams), at: clock.now() };
    requests.push(seen);
    const happening = world.happens(seen);
    if (happening === 'reset') throw new HttpFault('ECONNRESET');
    const latency = happening === 'hang' ? Infinity : delayOf(happening, options.latencyMs ?? 500);
    elapse(clock, latency, signal);
    if (signal.aborted) throw new HttpFault('aborted');
    const genuine = (): { status: number; headers: Readonly<Record<string, string>>; body: string } =>
      application(
        {
          ...seen,
          body: seen.body ?? '',
          index: requests.length,
          startedAt: seen.at,
          status: undefined,
          endedAt: undefined,
        },
        url,
        zendeskNow(),
      );
    const answer = alter(happening, genuine);
    const date = new Date(zendeskNow()).toUTCString();
    return {
      status: answer.status,
      headers: { date, 'content-encoding': 'gzip', ...answer.headers },
      answeredAt: clock.now(),
      body: gzipSync(answer.body, { level: 1 }),
    };
  }

  const log =
    (level: string) =>
    (message: unknown, ...fields: unknown[]) =>
      void logs.push({ level, message: String(message), fields: fields[0] });

  const handler = createHandler({
    variables: { LAKE_BUCKET: 'lake', CURSOR_TABLE: 'cursors' },
    clock,
    random: () => options.random ?? 0.5,
    newId: () => `run-${(ids += 1)}`,
    openHttp: () => ({ send, close: () => undefined }),
    aws: () => ({
      lake,
      cursors,
      async secrets() {
        world.secretReads += 1;
        return JSON.stringify(world.secret);
      },
    }),
    logger: { info: log('info'), warn: log('warn'), error: log('error') },
  });

  return Object.assign(world, {
    lake,
    cursors,
    item: (): StoredItem => cursors.items.get('acme/tickets') ?? {},
    setItem: (item: StoredItem): void => void cursors.items.set('acme/tickets', item),
    keys: (): string[] => [...lake.objects.keys()].toSorted(),
    /** Requests for pages. */
    pages: (): SeenRequest[] => requests.filter(({ method }) => method === 'GET'),
    /** Runs the function once, after `afterMs`; by default a schedule's five minutes. */
    async invoke(event: object = {}, { remainingMs = 840_000, afterMs = 300_000 } = {}) {
      clock.advance(afterMs);
      const deadline = clock.now() + remainingMs;
      const getRemainingTimeInMillis = (): number => deadline - clock.now();
      const result = await handler({ ...EVENT, ...event }, { getRemainingTimeInMillis });
      return { ...only(result), remainingMs: getRemainingTimeInMillis() };
    },
    /** What an export asked now would show, and no landed object holds in that version. */
    missing: (): string[] => missingFrom(account, zendeskNow(), landedTexts(lake.objects.values())),
  });
}

export type World = ReturnType<typeof createWorld>;

const only = ({ exports: [result] }: RunResult) => {
  if (result === undefined) throw new Error('a run without an export');
  return result;
};

function elapse(clock: VirtualClock, ms: number, signal: AbortSignal): void {
  // A hanging request ends with its signal; without one to end it, a test would hang too.
  clock.elapse(Math.min(ms, 24 * 3_600_000), signal);
}

const delayOf = (happening: Happening, latencyMs: number): number =>
  typeof happening === 'object' && 'delayMs' in happening ? happening.delayMs : latencyMs;

function alter(
  happening: Happening,
  genuine: () => { status: number; headers: Readonly<Record<string, string>>; body: string },
) {
  if (typeof happening !== 'object' || 'delayMs' in happening) return genuine();
  if ('rewrite' in happening) {
    const answer = genuine();
    return { ...answer, headers: { ...answer.headers, ...happening.headers }, body: happening.rewrite(answer.body) };
  }
  return { status: happening.status, headers: happening.headers ?? {}, body: happening.body ?? '' };
}

/** The exact texts of all landed tickets. */
export function landedTexts(objects: Iterable<{ readonly body: Buffer }>): Set<string> {
  return new Set(
    [...objects].flatMap(({ body }) => {
      const tickets = objectMembers(body).get('tickets');
      return tickets === undefined ? [] : arrayElements(body, tickets).map((slice) => sliceText(body, slice));
    }),
  );
}

const missingFrom = (account: Account, nowMs: number, landed: ReadonlySet<string>): string[] =>
  account
    .visibleTruth(nowMs)
    .filter(({ text }) => !landed.has(text))
    .map(({ id, generatedTimestamp }) => `${id}@${generatedTimestamp}`);
