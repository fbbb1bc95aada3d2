import { join } from 'node:path';
import { installPeer } from '../install.ts';
import { openLibrary, proxied } from './connector.ts';
import type { Peer } from './exporter.ts';
import { PROGRAMS } from './run-measured.ts';

/**
 * Zenpy, a client library: the loop that its documentation recommends, over the cursor export.
 *
 * @see https://docs.facetoe.com.au/zenpy.html
 */
export async function zenpy(): Promise<Peer> {
  const { python, version } = await installPeer('zenpy');
  const command = [python, join(PROGRAMS, 'zenpy_export.py')];
  return {
    name: 'zenpy',
    version,
    resumesFrom: 'the cursor of the last page that was read to its end',
    open: (world, folder) => openLibrary(world, folder, { command, env: proxied(world) }),
  };
}
