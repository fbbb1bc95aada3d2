import type { Fault } from '#sandbox/zendesk/index.ts';
import type { Peer } from '../exporters/exporter.ts';
import { FAULTS } from '../faults.ts';
import type { Delivery, FaultResult } from '../results.ts';
import { type Context, isPage, judgeStage, openStage, type Stage, START } from './context.ts';

const TICKETS = 200;
const LARGEST_PAGE = 50;
/** The page that fails: the export has begun, and is not over. */
const FAULTY_PAGE = 2;
export const LONGEST_RUN_MS = 150_000;

/** Exports the account once for each fault, and again if the run with the fault was not complete. */
export async function exportWithFaults(peer: Peer, context: Context): Promise<FaultResult[]> {
  const results: FaultResult[] = [];
  for (const [name, fault] of FAULTS) {
    context.status(`faults: ${peer.name}, ${name}`);
    results.push(await exportWithFault(peer, context, name, fault));
  }
  return results;
}

async function exportWithFault(peer: Peer, context: Context, name: string, fault: Fault): Promise<FaultResult> {
  await using stage = await openStage(peer, context, { tickets: TICKETS, start: START, largestPage: LARGEST_PAGE });
  injectOnce(stage, fault);
  const run = () => stage.exporter.run(AbortSignal.timeout(LONGEST_RUN_MS));
  const { outcome, error } = await run();
  const lackingAtFirst = countLacking(await judgeStage(stage));
  const result = { fault: name, first: { outcome, ...(error !== undefined && { error }) }, lackingAtFirst };
  if (outcome === 'completed' && lackingAtFirst === 0) return result;
  await run();
  return { ...result, lackingInTheEnd: countLacking(await judgeStage(stage)) };
}

const countLacking = ({ missing, stale }: Delivery): number => missing + stale;

function injectOnce({ world }: Stage, fault: Fault): void {
  let pages = 0;
  world.zendesk.intercept((request) => {
    if (!isPage(request)) return undefined;
    pages += 1;
    return pages === FAULTY_PAGE ? fault : undefined;
  });
}
