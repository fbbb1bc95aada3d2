import type { LiveOptions } from '#sandbox/zendesk/index.ts';
import type { Peer } from '../exporters/exporter.ts';
import type { LateChanges } from '../results.ts';
import {
  type Context,
  countRequests,
  INTERVAL_MS,
  judgeStage,
  openStage,
  signalAtPage,
  START,
  STILL,
} from './context.ts';

const TICKETS = 400;
const LARGEST_PAGE = 50;
const RUNS = 16;
/** At the first of these runs the changes stop, and at the last all of them are visible. */
const FINAL_RUNS = 2;

/** How the account changes. A fifth of the changes is visible up to 150 seconds after its timestamp, not 60. */
const LIVE: LiveOptions = { perMinute: 24, lateShare: 0.2, lateSeconds: 150 };

/** The page at whose request a run is killed, of this run or the first later one that has this many pages. */
const KILLS = [
  { run: 1, page: 4 },
  { run: 8, page: 2 },
] as const;

/** Runs an exporter every five minutes while tickets change, and kills two of its runs. */
export async function exportLateChanges(peer: Peer, context: Context): Promise<LateChanges> {
  const options = { tickets: TICKETS, start: START, speed: STILL, largestPage: LARGEST_PAGE, live: LIVE };
  await using stage = await openStage(peer, context, options);
  const { world, exporter } = stage;
  const kills: { readonly run: number; readonly page: number }[] = [...KILLS];
  let [failures, cpuMs] = [0, 0];

  const runs = RUNS + FINAL_RUNS;
  for (let run = 1; run <= runs; run += 1) {
    context.status(`late changes: ${peer.name}, run ${run} of ${runs}`);
    world.clock.advance(START + (run - 1) * INTERVAL_MS - world.clock.now());
    if (run > RUNS) world.zendesk.stopLive();
    const kill = kills[0];
    const signal = kill !== undefined && kill.run <= run ? signalAtPage(stage, kill.page) : undefined;
    const { outcome, usage } = await exporter.run(signal);
    world.zendesk.intercept(undefined);
    if (outcome === 'killed') kills.shift();
    if (outcome === 'failed') failures += 1;
    cpuMs += usage?.cpuMs ?? 0;
  }
  return {
    ...(await judgeStage(stage)),
    runs,
    kills: KILLS.length - kills.length,
    failures,
    requests: countRequests(world),
    cpuMs,
  };
}
