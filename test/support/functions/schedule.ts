import { createAccount, createRng } from '#sandbox/zendesk/index.ts';
import { createSimulator } from '#sandbox/zendesk/simulator.ts';
import { FIRST_RUN_MS, type Run, type Setup } from '#test/simulation/scenario.ts';
import type { AwsBackend } from '#test/simulation/engine/aws-clients.ts';
import { credentialSet } from '#test/simulation/engine/credentials.ts';
import { createTable } from '#test/simulation/engine/dynamodb.ts';
import { createFunctionProcess, type FunctionProcess } from '#test/simulation/engine/function-process.ts';
import { leanTicket } from '#test/simulation/engine/lean-ticket.ts';
import { createBucket } from '#test/simulation/engine/s3.ts';
import { createTimeline } from '#test/simulation/engine/timeline.ts';
import type { RunTrace } from '#test/simulation/trace.ts';

const MINUTE = 60_000;

/** A simulation without faults. */
const CALM: Setup = {
  secondMode: 'whole',
  hiddenRows: false,
  tooRecent: 'current',
  holdBackSeconds: 60,
  // Small pages, because only the number of pages matters.
  largestPage: 2,
  skewMs: 0,
  zendeskLatencyMs: 100,
  zendeskWorkMs: 0,
  awsLatencyMs: 300,
  requestsPerWindow: 10,
  compressed: false,
  heavyRecords: 1000,
  gatewayTimeoutMs: 30_000,
  credentials: 'accessToken',
  expiresIn: null,
  pageSize: 10,
  include: [],
  supportTypeScope: null,
  requestsPerMinute: null,
  compression: 'none',
  pollSeconds: 270,
  startsAgo: null,
  lateness: 0,
  constantFault: null,
};

export type Backlog = {
  readonly pages: number;
  /** Zendesk's rate limit. */
  readonly requestsPerMinute: number;
  /** Response time of a page including latency (ms). */
  readonly pageMs: number;
  /** Response time of each AWS call (ms). Default: 300. */
  readonly awsMs?: number;
};

export type Throughput = {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  /** Runs that sent a request. */
  readonly runs: readonly RunTrace[];
  /** Export requests with status 200, and with status 429. */
  readonly answered: number;
  readonly refused: number;
};

/** Exports an account with a backlog by complete runs of the function, on a virtual clock with overlapping calls. */
export function createBacklog({ pages, requestsPerMinute, pageMs, awsMs }: Backlog) {
  const setup: Setup = {
    ...CALM,
    requestsPerWindow: requestsPerMinute,
    zendeskWorkMs: pageMs - CALM.zendeskLatencyMs,
    awsLatencyMs: awsMs ?? CALM.awsLatencyMs,
  };
  const timeline = createTimeline(FIRST_RUN_MS);
  const bucket = createBucket();
  const table = createTable();
  const { accepted, secret } = credentialSet(setup, 0);
  const account = createAccount({ clock: timeline, render: leanTicket });
  const simulator = createSimulator({
    clock: timeline,
    account,
    credentials: accepted,
    rateLimit: { total: requestsPerMinute, windowSeconds: 60 },
    largestPage: setup.largestPage,
    pageDelayMs: () => setup.zendeskWorkMs,
  });
  // Each page begins with the last record of the previous one.
  const tickets = pages * (setup.largestPage - 1) + 1;
  const first = FIRST_RUN_MS / 1000 - 86_400 - tickets;
  for (let i = 0; i < tickets; i += 1) account.create({ second: first + i });

  const processes: FunctionProcess[] = [];
  const runs: RunTrace[] = [];
  const rng = createRng(1);
  const backend: AwsBackend = {
    bucket,
    secret: () => secret,
    getItem: (input) => table.get(input),
    updateItem: (input) => table.update(input),
    exportOf: () => 'acme/tickets',
  };

  /** Starts a run in an idle process, or else in a new one, like Lambda. */
  function start(remainingMs: number): RunTrace {
    let host = processes.find(({ isIdle }) => isIdle);
    if (host === undefined) {
      host = createFunctionProcess({
        timeline,
        setup,
        simulator,
        backend: () => backend,
        newId: () => `run-${runs.length}`,
        random: () => rng.next(),
        onToken: () => undefined,
      });
      processes.push(host);
    }
    const startedAt = timeline.now();
    const settings: Run = { after: 0, remainingMs, settleSeconds: 300, cold: false, faults: [] };
    const deadline = startedAt + remainingMs;
    const run = {
      index: runs.length,
      isCalm: false,
      settings,
      startedAt,
      deadline,
      calls: [],
      requests: [],
      allRequests: [],
      logs: [],
    };
    runs.push(run);
    host.start(run);
    return run;
  }

  function throughput(): Throughput {
    const active = runs.filter(({ requests }) => requests.length > 0);
    const requests = active.flatMap((run) => run.requests);
    return {
      from: active[0]?.startedAt ?? Number.NaN,
      until: active.at(-1)?.ended?.at ?? Number.NaN,
      runs: active,
      answered: requests.filter(({ answered }) => answered?.status === 200).length,
      refused: requests.filter(({ answered }) => answered?.status === 429).length,
    };
  }

  return {
    /** Performs one run with this time. */
    async run(remainingMs: number): Promise<Throughput> {
      const run = start(remainingMs);
      await timeline.runUntil(() => run.ended !== undefined);
      return throughput();
    },
    /** Invokes the function at a random second of each minute, until `count` runs that sent requests have ended. */
    async schedule(count: number, remainingMs: number): Promise<Throughput> {
      const isDone = (): boolean => runs.filter(hasSentRequests).length === count;
      for (let minute = 0; !isDone(); minute += 1) {
        await timeline.run(FIRST_RUN_MS + (minute + rng.next()) * MINUTE);
        if (!isDone()) start(remainingMs);
      }
      return throughput();
    },
  };
}

const hasSentRequests = ({ ended, requests }: RunTrace): boolean => ended !== undefined && requests.length > 0;
