import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installPeer } from '../install.ts';
import { ACCESS_TOKEN, SUBDOMAIN } from '../world.ts';
import type { Peer } from './exporter.ts';
import { openMessageExporter, proxied, readSinger } from './message-exporter.ts';
import { PROGRAMS } from './run-measured.ts';

/**
 * Zenpy, a client library: the loop that its documentation recommends, over the cursor export.
 *
 * @see https://docs.facetoe.com.au/zenpy.html
 */
export async function zenpy(): Promise<Peer> {
  const { python, version } = await installPeer('zenpy');
  return {
    name: 'zenpy',
    version,
    resumesFrom: 'the cursor of the last page that was read to its end',
    async open(world, folder) {
      const settings = join(folder, 'settings.json');
      const { startTime } = world;
      await writeFile(
        settings,
        JSON.stringify({ subdomain: SUBDOMAIN, access_token: ACCESS_TOKEN, start_time: startTime }),
      );
      return openMessageExporter({
        folder,
        env: proxied(world),
        command: (states) => [python, join(PROGRAMS, 'zenpy_export.py'), settings, ...states],
        read: readSinger,
      });
    },
  };
}
