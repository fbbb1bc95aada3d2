import type { Peer } from '../exporters/exporter.ts';
import type { FirstExport } from '../results.ts';
import { type Context, countRequests, judgeStage, openStage } from './context.ts';

/** Measures one export of an account that does not change, in pages of Zendesk's usual size. */
export async function measureFirstExport(peer: Peer, context: Context, tickets: number): Promise<FirstExport> {
  context.status(`first export: ${peer.name}`);
  await using stage = await openStage(peer, context, { tickets, start: Date.now() });
  const { outcome, usage } = await stage.exporter.run();
  return { ...(await judgeStage(stage)), outcome, usage, requests: countRequests(stage.world) };
}
