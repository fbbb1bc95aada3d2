import { join } from 'node:path';
import { thisMachine } from '../../machine.ts';
import { openLibrary } from './connector.ts';
import type { Peer } from './exporter.ts';
import { PROGRAMS } from './run-measured.ts';

/**
 * Node-zendesk, a client library: a loop over its function for one page, since its function for all pages fetches one.
 *
 * @see https://github.com/blakmatrix/node-zendesk
 */
export async function nodeZendesk(): Promise<Peer> {
  const command = [process.execPath, join(PROGRAMS, 'node-zendesk.mjs')];
  return {
    name: 'node-zendesk',
    version: thisMachine().versions['node-zendesk'] ?? 'unknown',
    resumesFrom: 'the `end_time` of the last page',
    open: (world, folder) =>
      openLibrary(world, folder, { command, env: { NODE_EXTRA_CA_CERTS: world.certificate.file } }),
  };
}
