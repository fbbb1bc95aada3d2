import type { Peer } from '../exporters/exporter.ts';
import type { KilledExport } from '../results.ts';
import { type Context, INTERVAL_MS, judgeStage, openStage, signalAtPage, START, STILL } from './context.ts';

const TICKETS = 400;
const LARGEST_PAGE = 50;
/** The page at whose request the first run is killed. */
export const KILLED_AT_PAGE = 4;
/** An exporter that is not complete by then never will be. */
const MOST_RUNS = 10;

/** Kills the first export of an account that does not change, and runs the exporter until nothing is missing. */
export async function exportAfterKill(peer: Peer, context: Context): Promise<KilledExport> {
  const options = { tickets: TICKETS, start: START, speed: STILL, largestPage: LARGEST_PAGE };
  await using stage = await openStage(peer, context, options);
  await stage.exporter.run(signalAtPage(stage, KILLED_AT_PAGE));
  stage.world.zendesk.intercept(undefined);
  for (let runs = 1; ; runs += 1) {
    const { copies, versions, missing } = await judgeStage(stage);
    if (missing === 0 || runs === MOST_RUNS) return { runs, repeated: copies - versions, missing };
    context.status(`killed export: ${peer.name}, run ${runs + 1}`);
    stage.world.clock.advance(INTERVAL_MS);
    await stage.exporter.run();
  }
}
