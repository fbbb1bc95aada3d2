import { Unavailable } from '#engines/core/session.ts';
import type { Built } from '../build.ts';
import { build } from '../build.ts';
import { thisMachine } from '../machine.ts';
import { createCertificate } from './certificate.ts';
import { airbyte } from './exporters/airbyte.ts';
import { bundle } from './exporters/bundle.ts';
import type { Peer } from './exporters/exporter.ts';
import { nodeZendesk } from './exporters/node-zendesk.ts';
import { tapZendesk } from './exporters/tap-zendesk.ts';
import { zenpy } from './exporters/zenpy.ts';
import type { FirstExport, PeerResult, PeerResults } from './results.ts';
import type { Context } from './scenarios/context.ts';
import { measureFirstExport } from './scenarios/first-export.ts';
import { exportAfterKill } from './scenarios/killed-export.ts';
import { exportLateChanges } from './scenarios/late-changes.ts';
import { exportWithFaults } from './scenarios/single-faults.ts';

/** Each prepares an exporter, and throws `Unavailable` if this machine cannot run it. */
const PREPARE: Readonly<Record<string, (built: Built) => Promise<Peer>>> = {
  'zendesk-lake': async (built) => bundle(built),
  zenpy,
  'tap-zendesk': tapZendesk,
  'Airbyte source': airbyte,
  'node-zendesk': nodeZendesk,
};

/**
 * Compares all exporters.
 *
 * @param folder - for temporary files
 * @param tickets - size of the account of the first export
 * @throws Unavailable without Python or openssl
 */
export async function comparePeers(folder: string, tickets: number, status: Context['status']): Promise<PeerResults> {
  const machine = thisMachine();
  const built = build(folder);
  const context: Context = { folder, certificate: await createCertificate(folder), status };
  const peers: Peer[] = [];
  const skipped: { name: string; reason: string }[] = [];
  for (const [name, prepare] of Object.entries(PREPARE)) {
    status(`installing ${name}`);
    try {
      peers.push(await prepare(built));
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      skipped.push({ name, reason: error.message });
    }
  }
  // One after the other, because time and CPU are measured.
  const firstExports = new Map<Peer, FirstExport>();
  for (const peer of peers) firstExports.set(peer, await measureFirstExport(peer, context, tickets));
  const eager = bundle(built, 0);
  const [lateChanges, ...results] = await Promise.all([
    exportLateChanges(eager, context),
    ...Array.from(firstExports, ([peer, first]) => checkPeer(peer, first, context)),
  ]);
  const date = new Date().toISOString().slice(0, 10);
  return { machine, date, tickets, peers: results, withoutLookback: { name: eager.name, lateChanges }, skipped };
}

/** Only counts matter here, so all exporters run at the same time: most of them wait. */
async function checkPeer(peer: Peer, firstExport: FirstExport, context: Context): Promise<PeerResult> {
  const { name, version, resumesFrom } = peer;
  const [lateChanges, killedExport, faults] = await Promise.all([
    exportLateChanges(peer, context),
    exportAfterKill(peer, context),
    exportWithFaults(peer, context),
  ]);
  return { name, version, resumesFrom, firstExport, lateChanges, killedExport, faults };
}
