import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { rewind } from '#cli/aws/rewind.ts';
import { CURSOR_ATTRIBUTES } from '#common/cursor-attributes.ts';
import { createAccount, createRng } from '#sandbox/zendesk/index.ts';
import { createSimulator } from '#sandbox/zendesk/simulator.ts';
import { type AccountEvent, FIRST_RUN_MS, type Scenario, layoutOf, type Run } from './scenario.ts';
import { applyEvent, createPast, expectedTickets, greatestLateness } from './engine/account-life.ts';
import { type AwsBackend } from './engine/aws-clients.ts';
import { credentialSet } from './engine/credentials.ts';
import { createTable } from './engine/dynamodb.ts';
import { calmBudget } from './engine/calm-budget.ts';
import { addRecord, createCompanionPast } from './engine/companion-life.ts';
import { createFunctionProcess, type FunctionProcess, TABLE } from './engine/function-process.ts';
import { CONTENT_MARKER, leanTicket } from './engine/lean-ticket.ts';
import { landedIn } from './engine/landed.ts';
import { projectRuns } from './engine/project-runs.ts';
import { createBucket } from './engine/s3.ts';
import { createCompanion, exportsOf, type SimulatedExport, TICKETS, isDatasetOf } from './engine/simulated-export.ts';
import { createTimeline } from './engine/timeline.ts';
import {
  type CalmEnd,
  type ExpectedRecord,
  type ItemWrite,
  numberIn,
  type RequestTrace,
  type RunTrace,
  type Trace,
  type Traces,
} from './trace.ts';

/** The origin of `next_page` and `after_url`. No client may follow them. */
const ELSEWHERE = 'https://elsewhere.example';

/** Seconds: longer than any run, freeze or delay. */
const AFTERMATH = 6000;
/** Seconds until Zendesk exports a new record by its strictest rule, with a margin. */
const UNTIL_EXPORTED = 400;
const DAY_MS = 86_400_000;
const NEVER = new AbortController().signal;

/** Plays a scenario from its first run to the last calm run. */
export async function play(scenario: Scenario): Promise<Traces> {
  const { setup } = scenario;
  const timeline = createTimeline(FIRST_RUN_MS);
  const bucket = createBucket();
  const table = createTable();
  const writes: ItemWrite[] = [];
  const runs: RunTrace[] = [];
  const confidential = new Set<string>([CONTENT_MARKER]);
  const lateness = greatestLateness(scenario);
  let rotations = 0;
  let newestKnown = 0;
  let accepted = 0;
  let secret = '';
  /** Per export: the number of rewinds, and the second at which it must begin. */
  const rewinds = new Map<string, number>();
  const beginnings = new Map<string, number>();
  const exports = exportsOf(setup);

  const first = credentialSet(setup, 0);
  const account = createAccount({ clock: { now: () => simulator.now() }, render: leanTicket });
  const companions = exports.filter((each) => each !== TICKETS).map((each) => createCompanion(each));
  const simulator = createSimulator({
    clock: timeline,
    account,
    tables: companions.map(({ table }) => table),
    credentials: first.accepted,
    clockSkewMs: setup.skewMs,
    rateLimit: { total: setup.requestsPerWindow, windowSeconds: 60 },
    secondMode: setup.secondMode,
    filtersAfterCut: setup.hiddenRows,
    tooRecent: setup.tooRecent,
    holdBackSeconds: setup.holdBackSeconds,
    largestPage: setup.largestPage,
    nextPageOrigin: ELSEWHERE,
    // Shorter than the idle timeout of the function's HTTP client.
    gatewayTimeoutMs: Math.min(54_000, setup.gatewayTimeoutMs + setup.zendeskWorkMs),
    pageDelayMs: ({ records }) => (records > setup.heavyRecords ? Infinity : setup.zendeskWorkMs),
  });
  createPast(account, scenario, lateness);
  createCompanionPast(companions, scenario, lateness);

  /** AWS services that record each write with its writer: a run or the operator. */
  const backendOf = (writer: RunTrace | undefined, rewindTo?: number): AwsBackend => ({
    bucket,
    secret: () => secret,
    getItem: (input) => table.get(input),
    updateItem(input) {
      const exportId = input.Key?.['export_id']?.S ?? '';
      const before = table.item(exportId) ?? {};
      const answer = table.update(input);
      const after = table.item(exportId) ?? {};
      writes.push({ at: timeline.now(), exportId, run: writer, rewindTo, before, after, landed: bucket.objects.size });
      return answer;
    },
    exportOf: (key) => exports.find((each) => isDatasetOf(key.split('/')[1] ?? '', each))?.id,
  });

  function learnSecret(rotation: number): void {
    if (rotation < newestKnown) return;
    newestKnown = rotation;
    const set = credentialSet(setup, rotation);
    secret = set.secret;
    for (const each of set.confidential) confidential.add(each);
  }
  learnSecret(0);

  const processes: FunctionProcess[] = [];
  let ids = 0;
  const rng = createRng(1);
  function start(settings: Run, isCalm: boolean): RunTrace {
    let host = settings.cold ? undefined : processes.find(({ isIdle }) => isIdle);
    if (host === undefined) {
      host = createFunctionProcess({
        timeline,
        setup,
        simulator,
        backend: backendOf,
        newId: () => `run-${(ids += 1)}`,
        random: () => rng.next(),
        onToken: (token) => void confidential.add(token),
      });
      processes.push(host);
    }
    const startedAt = timeline.now();
    const deadline = startedAt + settings.remainingMs;
    const requests: RequestTrace[] = [];
    const times = { startedAt, deadline };
    const run = {
      index: runs.length,
      isCalm,
      settings,
      ...times,
      calls: [],
      requests,
      allRequests: requests,
      logs: [],
    };
    runs.push(run);
    host.start(run);
    return run;
  }

  async function operate({ which, late }: AccountEvent): Promise<void> {
    const { id } = exports[Math.floor(which * 1000) % exports.length] ?? TICKETS;
    const item = table.item(id) ?? {};
    const end = numberIn(item, 'end_time');
    if (end === undefined) return;
    const from = (numberIn(item, 'start_time') ?? end) - 100;
    const to = Math.max(0, Math.floor(from + which * (end - from)));
    const backend = backendOf(undefined, to);
    // Some responses are lost, and the SDK retries the write.
    const send = async ({ input }: { input: never }): Promise<object> => {
      const answer = backend.updateItem(input);
      return late > 0.7 ? backend.updateItem(input) : answer;
    };
    const client = { send };
    const order = { kind: 'incremental' as const, to, from: end, now: timeline.now() };
    const result = await rewind(client as unknown as DynamoDBClient, TABLE, id, order, NEVER);
    if (result === 'held') return;
    rewinds.set(id, (rewinds.get(id) ?? 0) + 1);
    beginnings.set(id, Math.min(beginningOf(id), to));
  }

  function rotate({ late }: AccountEvent): void {
    rotations += 1;
    const rotation = rotations;
    const apartMs = (late - 0.5) * 600_000;
    const accept = (): void => {
      accepted = Math.max(accepted, rotation);
      simulator.setCredentials(credentialSet(setup, accepted).accepted);
    };
    // Some operators store the new secret before Zendesk accepts it, others after.
    timeline.at(timeline.now() + Math.max(0, -apartMs), accept);
    timeline.at(timeline.now() + Math.max(0, apartMs), () => learnSecret(rotation));
  }

  let startsAt = FIRST_RUN_MS;
  for (const settings of scenario.runs) {
    startsAt += settings.after * 1000;
    timeline.at(startsAt, () => void start(settings, false));
  }
  for (const [index, event] of scenario.events.entries()) {
    timeline.at(FIRST_RUN_MS + event.at * 1000, () => {
      if (event.kind === 'rewind') return operate(event);
      if (event.kind === 'rotate') return rotate(event);
      const second = Math.floor(simulator.now() / 1000);
      applyEvent(account, event, second, lateness);
      const companion = companions[index % Math.max(1, companions.length)];
      if (companion !== undefined) addRecord(companion, event, second, lateness);
    });
  }
  const lastEvent = FIRST_RUN_MS + Math.max(0, ...scenario.events.map(({ at }) => at)) * 1000;
  await timeline.run(Math.max(startsAt, lastEvent) + AFTERMATH * 1000);
  while (processes.some(({ process }) => process.isFrozen && !process.isDead))
    await timeline.run(timeline.now() + AFTERMATH * 1000);

  const settled = lateness + scenario.calm.settleSeconds + UNTIL_EXPORTED;
  const quiet = Math.max(timeline.now(), lastEvent + settled * 1000 + Math.abs(setup.skewMs));
  await timeline.run(quiet);
  // A single 403 makes a resource that was never read unavailable for a day.
  const isUnavailable = exports.some(({ id }) => CURSOR_ATTRIBUTES.unavailableAt in (table.item(id) ?? {}));
  if (isUnavailable) await timeline.run(timeline.now() + DAY_MS);
  const calmEnd = await calmDown();

  /**
   * Runs the export until nothing changes any more. A reduced page size grows with every page that lands, and it is part of
   * `after_url`. As long as it grows, a page that is read again becomes a new object.
   */
  async function calmDown(): Promise<CalmEnd> {
    const { everySeconds, settleSeconds } = scenario.calm;
    const settings = { after: 0, settleSeconds, cold: false, faults: [], remainingMs: calmBudget(scenario) };
    // One page per run, some of them after requests that time out. In eleven runs a page size grows from 1 to 1,000.
    const maxRuns = 60 + 4 * (account.size + companions.reduce((sum, { count }) => sum + count, 0));
    // With hidden rows or a heavy second, a stream can end in a walk. The next runs read its last second and the records
    // after it.
    const enough = setup.hiddenRows || setup.heavySecondBytes !== undefined ? 4 : 2;
    let caughtUp = 0;
    let quiet = 0;
    for (let i = 0; i < maxRuns && quiet < enough; i += 1) {
      const pageSizes = reducedPageSizes();
      const run = start(settings, true);
      await timeline.runUntil(() => run.ended !== undefined);
      caughtUp = isCaughtUp(run) ? caughtUp + 1 : 0;
      quiet = isCaughtUp(run) && reducedPageSizes() === pageSizes ? quiet + 1 : 0;
      await timeline.run(run.startedAt + everySeconds * 1000);
    }
    if (quiet === enough) return 'quiet';
    return caughtUp < enough ? 'behind' : 'page_size_changing';
  }

  function reducedPageSizes(): string {
    return exports.map(({ id }) => numberIn(table.item(id) ?? {}, CURSOR_ATTRIBUTES.perPage)).join();
  }

  function beginningOf(id: string): number {
    return beginnings.get(id) ?? startTimeOf(scenario);
  }

  const traceOf = (of: SimulatedExport, expected: readonly ExpectedRecord[]): Trace => ({
    scenario,
    of,
    expected,
    ...landedIn(bucket.objects.values(), of, layoutOf(setup)),
    replaced: bucket.replaced,
    ...(companions.length === 0 ? { runs, writes } : projectRuns({ runs, writes }, of)),
    item: table.item(of.id) ?? {},
    confidential,
    rewinds: rewinds.get(of.id) ?? 0,
    beginsAt: beginningOf(of.id),
    calmEnd,
  });
  return [
    traceOf(TICKETS, expectedTickets(account, setup)),
    ...companions.map((companion) => traceOf(companion.of, companion.table.expectedRecords(Infinity))),
  ];
}

/** The export's `startTime` (epoch seconds). */
const startTimeOf = ({ setup: { startsAgo } }: Scenario): number =>
  startsAgo === null ? 0 : FIRST_RUN_MS / 1000 - startsAgo;

const isCaughtUp = ({ ended }: RunTrace): boolean =>
  ended !== undefined && 'result' in ended && ended.result.exports.every(({ outcome }) => outcome === 'caught_up');
