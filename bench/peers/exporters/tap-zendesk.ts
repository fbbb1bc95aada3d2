import { join } from 'node:path';
import { Unavailable } from '#engines/core/session.ts';
import { lastLine, runCommand } from '#engines/install/run-command.ts';
import { installPeer } from '../install.ts';
import { ACCESS_TOKEN } from '../world.ts';
import { openConnector } from './connector.ts';
import type { Peer } from './exporter.ts';
import { parseObject, readSinger } from './message-exporter.ts';
import { PROGRAMS } from './run-measured.ts';

/**
 * The Singer tap, with the stream of tickets alone.
 *
 * @see https://github.com/singer-io/tap-zendesk
 */
export async function tapZendesk(): Promise<Peer> {
  const { python, bin, version } = await installPeer('tap-zendesk');
  const { ok, stdout, output } = await runCommand(python, [join(PROGRAMS, 'tap_catalog.py')]);
  if (!ok) throw new Unavailable(`tap-zendesk has no catalog: ${lastLine(output)}`);
  const command = [join(bin, 'tap-zendesk')];
  const config = { access_token: ACCESS_TOKEN };
  const catalog = parseObject(stdout);
  return {
    name: 'tap-zendesk',
    version,
    resumesFrom: 'the greatest `generated_timestamp`, a state every 20 tickets',
    open: (world, folder) => openConnector(world, folder, { command, config, catalog, read: readSinger }),
  };
}
