import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCESS_TOKEN } from '../world.ts';
import { thisMachine } from '../../machine.ts';
import type { Peer } from './exporter.ts';
import { openMessageExporter, readSinger } from './message-exporter.ts';
import { PROGRAMS } from './run-measured.ts';

/**
 * Node-zendesk, a client library: a loop over its function for one page, since its function for all pages fetches one.
 *
 * @see https://github.com/blakmatrix/node-zendesk
 */
export async function nodeZendesk(): Promise<Peer> {
  return {
    name: 'node-zendesk',
    version: thisMachine().versions['node-zendesk'] ?? 'unknown',
    resumesFrom: 'the `end_time` of the last page',
    async open(world, folder) {
      const settings = join(folder, 'settings.json');
      const { startTime, tls, certificate } = world;
      await writeFile(
        settings,
        JSON.stringify({ origin: tls.origin, access_token: ACCESS_TOKEN, start_time: startTime }),
      );
      return openMessageExporter({
        folder,
        env: { NODE_EXTRA_CA_CERTS: certificate.file },
        command: (states) => [process.execPath, join(PROGRAMS, 'node-zendesk.mjs'), settings, ...states],
        read: readSinger,
      });
    },
  };
}
