import { createHandler } from '#functions/export/create-handler.ts';
import type { Metric, MetricDimensions, MetricName } from '#functions/export/core/telemetry/metrics.ts';
import type { RunResult } from '#functions/export/core/outcome.ts';
import {
  type HttpRequest,
  type HttpResponse,
  IdleTimeoutError,
  NetworkError,
} from '#functions/export/core/ports/ports.ts';
import type { RunHistory } from '#functions/export/core/state/run-history.ts';
import { verifyChain } from '#catalog/chain.ts';
import { compare } from '#sandbox/lake/compare.ts';
import { type AccountExport, createAccount } from '#sandbox/zendesk/account/account.ts';
import type { View } from '#sandbox/zendesk/export/expected-records.ts';
import type { ExportRules } from '#sandbox/zendesk/export/request.ts';
import type { ExportTable } from '#sandbox/zendesk/export/table.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import type { Resources } from '#functions/export/core/resources.ts';
import { type Faults, listFaults } from '#sandbox/zendesk/fault.ts';
import { createSimulator, type SimulatorOptions } from '#sandbox/zendesk/simulator.ts';
import { memoryCursors, memoryLake, type OnCall, type StoredItem } from './memory-aws.ts';
import { atRest, NOON, virtualClock } from './virtual-clock.ts';
import { inflateAtOnce } from './inflate.ts';
import { findResource, latestInMemory, listChainLinks, listLandedTexts } from './landed.ts';
import { overWire } from './wire.ts';

/** A request that the simulated Zendesk received. */
export type SeenRequest = HttpRequest & {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly at: number;
};

export type TestWorldOptions = {
  readonly rules?: Partial<ExportRules>;
  readonly rateLimit?: { readonly total: number; readonly windowSeconds: number };
  readonly otherRateLimits?: NonNullable<SimulatorOptions['otherRateLimits']>;
  /** Zendesk's response time without faults (ms). Default 500. */
  readonly latencyMs?: number;
  /** Zendesk's clock minus the function's (ms). */
  readonly skewMs?: number;
  readonly secret?: unknown;
  /** Exports of the simulated Zendesk in addition to tickets: tables that the test fills, and exports of the account. */
  readonly tables?: readonly ExportTable[];
  readonly exports?: readonly AccountExport[];
  readonly live?: NonNullable<SimulatorOptions['live']>;
  readonly resources?: Resources;
  /** Default: the deployed function's value. */
  readonly heavySecondBytes?: number;
  /** The constant result of the random function, from 0 to below 1. Default 0.5. */
  readonly random?: number;
};

/** When a run begins, after the one before it, and the time that the function has. */
type Timing = { readonly remainingMs?: number; readonly afterMs?: number };

/** Metrics that were put together. `at`: epoch milliseconds. */
type Put = {
  readonly at: number;
  readonly dimensions: MetricDimensions;
  readonly metrics: readonly Metric[];
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
};

/** Epoch seconds, outside the lookback window. Tests create their first records there. */
export const BEGAN = NOON / 1000 - 100_000;

const EVENT = { subdomain: 'acme', credentialsSecretId: 'zendesk-lake/acme' };

/**
 * Runs the whole function without its network adapters: with the sandbox's Zendesk in the same process, a lake and a cursor
 * table in memory, and a virtual clock.
 */
export function createTestWorld(options: TestWorldOptions = {}) {
  const clock = virtualClock();
  const account = createAccount({ clock: { now: () => zendesk.now() }, exports: options.exports ?? [] });
  const zendesk = createSimulator({
    clock,
    account,
    credentials: {
      clients: [{ clientId: 'lake', clientSecret: 'planted-client-secret', expiresIn: 1800 }],
      accessTokens: [{ accessToken: 'planted-access-token' }],
      apiTokens: [{ email: 'admin@example.com', apiToken: 'planted-api-token' }],
    },
    clockSkewMs: options.skewMs ?? 0,
    tables: options.tables ?? [],
    ...(options.rateLimit && { rateLimit: options.rateLimit }),
    otherRateLimits: options.otherRateLimits ?? {},
    ...(options.live && { live: options.live }),
    ...options.rules,
  });
  const requests: SeenRequest[] = [];
  const logs: { readonly level: string; readonly message: string; readonly fields: unknown }[] = [];
  const world = {
    clock,
    account,
    zendesk,
    requests,
    logs,
    /** Metrics of exports. */
    exportMetrics: [] as Put[],
    /** Metrics of the account at the end of each run. */
    accountMetrics: [] as Put[],
    secret: 'secret' in options ? options.secret : { accessToken: 'planted-access-token' },
    secretReads: 0,
    /** Returns the faults of each request to Zendesk. */
    happens: (_request: SeenRequest): Faults => undefined,
    /** Called before each call to S3 and DynamoDB takes effect. */
    onCall: ((): void => undefined) as OnCall,
  };
  const onCall: OnCall = (call, detail) => world.onCall(call, detail);
  const lake = memoryLake(onCall);
  const cursors = memoryCursors(onCall);
  let ids = 0;

  /** Lets time pass until the signal aborts the request. */
  function elapse(ms: number, signal: AbortSignal): void {
    // A hanging request ends with its signal. The limit keeps a test from hanging if no signal aborts it.
    clock.elapse(Math.min(ms, 24 * 3_600_000), signal);
    if (signal.aborted) throw new NetworkError('aborted');
  }

  async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    await atRest();
    const url = new URL(request.url);
    const received = { ...request, path: url.pathname, query: Object.fromEntries(url.searchParams), at: clock.now() };
    requests.push(received);
    const faults = listFaults(world.happens(received));
    const index = requests.length - 1;
    const { answer, workMs } = zendesk.answer({ ...received, body: received.body ?? '', index }, url, faults);
    elapse((options.latencyMs ?? 500) + workMs, signal);
    const wire = overWire(answer, faults, { compressed: true, dateMs: zendesk.now() });
    if (wire.kind === 'hang') elapse(Infinity, signal);
    if (wire.kind !== 'answer')
      throw wire.kind === 'reset' ? new NetworkError(wire.code) : new IdleTimeoutError('no byte for 60 s');
    elapse(wire.headersAfterMs, signal);
    return {
      status: wire.status,
      headers: wire.headers,
      answeredAt: clock.now(),
      async readBody() {
        elapse(wire.bodyAfterMs - wire.headersAfterMs, signal);
        return wire.body;
      },
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
    inflate: inflateAtOnce,
    ...(options.resources && { resources: options.resources }),
    ...(options.heavySecondBytes !== undefined && { heavySecondBytes: options.heavySecondBytes }),
    aws: () => ({
      lake,
      cursors,
      async secrets() {
        world.secretReads += 1;
        return JSON.stringify(world.secret);
      },
    }),
    logger: { info: log('info'), warn: log('warn'), error: log('error') },
    metrics: {
      put(dimensions, metrics) {
        const values = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
        const puts = dimensions.resource === undefined ? world.accountMetrics : world.exportMetrics;
        puts.push({ at: clock.now(), dimensions, metrics, values });
      },
    },
  });

  /** Runs the function once after `afterMs`. Default: five minutes. */
  async function invokeAll(event: object = {}, { remainingMs = 840_000, afterMs = 300_000 }: Timing = {}) {
    clock.advance(afterMs);
    const deadline = clock.now() + remainingMs;
    const getRemainingTimeInMillis = (): number => deadline - clock.now();
    const { exports } = await handler({ ...EVENT, ...event }, { awsRequestId: 'request-1', getRemainingTimeInMillis });
    return { exports, remainingMs: getRemainingTimeInMillis() };
  }

  const find = (name: string): Resource => findResource(name, options.resources);
  const stored = (resource: string): StoredItem => cursors.items.get(`acme/${resource}`) ?? {};
  const expected = (resource: string, view?: Partial<View>) =>
    zendesk.expectedRecords(find(resource).itemKey, { supportTypeScope: 'all', ...view });

  return Object.assign(world, {
    lake,
    cursors,
    /** The cursor item without the attributes of the run history. */
    item(resource = 'tickets'): StoredItem {
      const { runHistory, readAt, ...item } = stored(resource);
      return item;
    },
    /** The whole cursor item. */
    stored,
    runHistory: (resource = 'tickets'): RunHistory => stored(resource).runHistory ?? {},
    setItem: (item: StoredItem, resource = 'tickets'): void => void cursors.items.set(`acme/${resource}`, item),
    /** Moves the position of an export back, like an operator's rewind. */
    rewind(resource: string, endTime: number): void {
      const { afterCursor, pinnedSecond, lastPage, unavailableAt, runHistory = {}, ...item } = stored(resource);
      const { lastOutcome, stalledRuns, ...history } = runHistory;
      cursors.items.set(`acme/${resource}`, { ...item, endTime, runHistory: history });
    },
    keys: (): string[] => [...lake.objects.keys()].toSorted(),
    /** Requests for pages. */
    pages: (): SeenRequest[] => requests.filter(({ method }) => method === 'GET'),
    invokeAll,
    /** Like `invokeAll`, for an event with one export. */
    async invoke(event: object = {}, timing: Timing = {}) {
      const { exports, remainingMs } = await invokeAll(event, timing);
      return { ...only(exports), remainingMs };
    },
    /** The exact texts of the landed records. */
    landed: (resource = 'tickets'): string[] => listLandedTexts(lake.objects.values(), find(resource)),
    /** The records that Zendesk would export now and whose current version has not landed. */
    missing(resource = 'tickets', view: Partial<View> = {}): string[] {
      const landed = new Set(listLandedTexts(lake.objects.values(), find(resource)));
      return expected(resource, view)
        .filter(({ text }) => !landed.has(text))
        .map(({ id, second }) => `${id}@${second}`);
    },
    /** The ids of records whose state in the lake differs from that in Zendesk. */
    differing(resource: string, view: Partial<View> = {}): number[] {
      const latest = latestInMemory(lake.objects.values(), find(resource));
      const { complete, ...ids } = compare(latest, expected(resource, view));
      return Object.values(ids).flat();
    },
    /** Proves that the landed objects cover the time up to the export's position. */
    chain: (resource: string) => {
      const { startTime, endTime, afterCursor } = stored(resource);
      return verifyChain(listChainLinks(lake.objects.values(), find(resource)), {
        ...(startTime !== undefined && { start_time: startTime }),
        ...(endTime !== undefined && { end_time: endTime }),
        ...(afterCursor !== undefined && { after_cursor: afterCursor }),
      });
    },
  });
}

export type TestWorld = ReturnType<typeof createTestWorld>;

const only = ([result]: RunResult['exports']) => {
  if (result === undefined) throw new Error('The run has no export.');
  return result;
};
