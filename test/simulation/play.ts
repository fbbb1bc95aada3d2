import { CURSOR_ATTRIBUTES } from '#common/cursor-attributes.ts';
import { createAccount, createRng } from '#sandbox/zendesk/index.ts';
import { createSimulator } from '#sandbox/zendesk/simulator.ts';
import { type AccountEvent, FIRST_RUN_MS, type Scenario, layoutOf, type Run } from './scenario.ts';
import { applyEvent, createPast, expectedTickets, greatestLateness } from './engine/account-life.ts';
import { type AwsBackend } from './engine/aws-clients.ts';
import { runCalmly } from './engine/calm-runs.ts';
import { addRecord, createCompanionPast } from './engine/companion-life.ts';
import { credentialSet } from './engine/credentials.ts';
import { createTable } from './engine/dynamodb.ts';
import { createFunctionProcess, type FunctionProcess } from './engine/function-process.ts';
import { landedIn } from './engine/landed.ts';
import { snapshotsIn } from './engine/landed-lists.ts';
import { CONTENT_MARKER, leanTicket } from './engine/lean-ticket.ts';
import { changeList, createListLife, createListPast } from './engine/list-life.ts';
import { createOperator } from './engine/operator.ts';
import { type Exported, projectRuns } from './engine/project-runs.ts';
import { createBucket } from './engine/s3.ts';
import { createCompanion, exportsOf, type SimulatedExport, TICKETS, isDatasetOf } from './engine/simulated-export.ts';
import { listsOf } from './engine/simulated-list.ts';
import { createTimeline } from './engine/timeline.ts';
import type { ExpectedRecord, ItemWrite, RequestTrace, RunTrace, Trace, Traces } from './trace.ts';

/** The origin of `next_page` and `after_url`. No client may follow them. */
const ELSEWHERE = 'https://elsewhere.example';

/** Seconds: longer than any run, freeze or delay. */
const AFTERMATH = 6000;
/** Seconds until Zendesk exports a new record by its strictest rule, with a margin. */
const UNTIL_EXPORTED = 400;
const DAY_MS = 86_400_000;

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
  const exports = exportsOf(setup);
  const lists = listsOf(setup.lists?.names ?? []);

  const first = credentialSet(setup, 0);
  const account = createAccount({ clock: { now: () => simulator.now() }, render: leanTicket });
  const companions = exports.filter((each) => each !== TICKETS).map((each) => createCompanion(each));
  const lives = lists.map((list) => createListLife(account, list, setup.lists ?? { rowsPerPage: 1 }, setup.skewMs));
  const simulator = createSimulator({
    clock: timeline,
    account,
    tables: companions.map(({ table }) => table),
    lists: lives.flatMap(({ tables }) => tables),
    // A tenth of it is little, so that the function has to observe it.
    ...(lists.length > 0 && setup.requestsPerWindow <= 30 && { otherRateLimits: { account: { total: 100 } } }),
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
  createListPast(lives, scenario);

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
    exportOf: (key) => [...exports, ...lists].find((each) => isDatasetOf(key.split('/')[1] ?? '', each))?.id,
  });

  const operator = createOperator({
    timeline,
    table,
    exports: [TICKETS, ...exports.slice(1), ...lists],
    backend: (to) => backendOf(undefined, to),
    startTime: startTimeOf(scenario),
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
      if (event.kind === 'rewind') return operator.rewind(event);
      if (event.kind === 'rotate') return rotate(event);
      const second = Math.floor(simulator.now() / 1000);
      applyEvent(account, event, second, lateness);
      const companion = companions[index % Math.max(1, companions.length)];
      if (companion !== undefined) addRecord(companion, event, second, lateness);
      for (const list of lives) changeList(list, event, simulator.now());
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
  const isUnavailable = [...exports, ...lists].some(
    ({ id }) => CURSOR_ATTRIBUTES.unavailableAt in (table.item(id) ?? {}),
  );
  if (isUnavailable) await timeline.run(timeline.now() + DAY_MS);
  const calmEnd = await runCalmly({
    timeline,
    table,
    scenario,
    exports: [...exports, ...lists],
    start: (settings) => start(settings, true),
    records: account.size + [...companions, ...lives].reduce((sum, { count }) => sum + count, 0),
  });

  /** The events that concern one export or list. */
  const projectedTo = (of: Exported) => ({
    scenario,
    ...(companions.length + lists.length === 0 ? { runs, writes } : projectRuns({ runs, writes }, of, lists)),
    item: table.item(of.id) ?? {},
    confidential,
    replaced: bucket.replaced,
    rewinds: operator.rewinds(of.id),
    beginsAt: operator.beginsAt(of.id),
    calmEnd,
  });

  const traceOf = (of: SimulatedExport, expected: readonly ExpectedRecord[]): Trace => ({
    ...projectedTo(of),
    of,
    expected,
    ...landedIn(bucket.objects.values(), of, layoutOf(setup)),
  });
  return {
    exports: [
      traceOf(TICKETS, expectedTickets(account, setup)),
      ...companions.map((companion) => traceOf(companion.of, companion.table.expectedRecords(Infinity))),
    ],
    lists: lives.map(({ of, rows, parents }) => ({
      ...projectedTo(of),
      of,
      rows,
      parents,
      pages: snapshotsIn(bucket.objects.values(), of, layoutOf(setup)),
    })),
  };
}

/** The export's `startTime` (epoch seconds). */
const startTimeOf = ({ setup: { startsAgo } }: Scenario): number =>
  startsAgo === null ? 0 : FIRST_RUN_MS / 1000 - startsAgo;
