import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable } from '#engines/core/session.ts';
import { lastLine, runCommand } from '#engines/install/run-command.ts';
import { installPeer } from '../install.ts';
import { ACCESS_TOKEN, SUBDOMAIN } from '../world.ts';
import type { Peer } from './exporter.ts';
import { openMessageExporter, proxied, readSinger } from './message-exporter.ts';
import { PROGRAMS } from './run-measured.ts';

/**
 * The Singer tap, with the stream of tickets alone.
 *
 * @see https://github.com/singer-io/tap-zendesk
 */
export async function tapZendesk(): Promise<Peer> {
  const { python, bin, version } = await installPeer('tap-zendesk');
  const { ok, stdout: catalogText, output } = await runCommand(python, [join(PROGRAMS, 'tap_catalog.py')]);
  if (!ok) throw new Unavailable(`tap-zendesk has no catalog: ${lastLine(output)}`);
  return {
    name: 'tap-zendesk',
    version,
    resumesFrom: 'the greatest `generated_timestamp`, a state every 20 tickets',
    async open(world, folder) {
      const [config, catalog] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
      const start_date = new Date(world.startTime * 1000).toISOString().replace('.000Z', 'Z');
      await writeFile(config, JSON.stringify({ subdomain: SUBDOMAIN, access_token: ACCESS_TOKEN, start_date }));
      await writeFile(catalog, catalogText);
      return openMessageExporter({
        folder,
        env: proxied(world),
        command: (states) => [
          join(bin, 'tap-zendesk'),
          '--config',
          config,
          '--catalog',
          catalog,
          ...states.flatMap((state) => ['--state', state]),
        ],
        read: readSinger,
      });
    },
  };
}
