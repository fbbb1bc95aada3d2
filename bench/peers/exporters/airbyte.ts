import { join } from 'node:path';
import { installPeer } from '../install.ts';
import { ACCESS_TOKEN } from '../world.ts';
import { openConnector } from './connector.ts';
import type { Peer } from './exporter.ts';
import { isObject, type Message, parseObject } from './message-exporter.ts';
import { PROGRAMS } from './run-measured.ts';

/** The incremental stream of tickets, as a connection with deduplication has it. */
const CATALOG = {
  streams: [
    {
      stream: {
        name: 'tickets',
        json_schema: {},
        supported_sync_modes: ['full_refresh', 'incremental'],
        source_defined_cursor: true,
        default_cursor_field: ['generated_timestamp'],
        source_defined_primary_key: [['id']],
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      cursor_field: ['generated_timestamp'],
      primary_key: [['id']],
    },
  ],
};

/**
 * Airbyte's source, as the platform starts it.
 *
 * @see https://docs.airbyte.com/integrations/sources/zendesk-support
 */
export async function airbyte(): Promise<Peer> {
  const { python, version } = await installPeer('airbyte');
  const command = [python, join(PROGRAMS, 'airbyte_source.py'), 'read'];
  const config = { credentials: { credentials: 'oauth2.0', access_token: ACCESS_TOKEN } };
  return {
    name: 'Airbyte source',
    version,
    resumesFrom: 'the greatest `generated_timestamp`, a state at the end of a run',
    open: (world, folder) => openConnector(world, folder, { command, config, catalog: CATALOG, read: readAirbyte }),
  };
}

/**
 * Reads a message of Airbyte's protocol.
 *
 * @see https://docs.airbyte.com/platform/understanding-airbyte/airbyte-protocol
 */
export function readAirbyte(line: string): Message {
  const { type, record, state, trace } = parseObject(line);
  if (type === 'RECORD' && isObject(record) && isObject(record['data'])) return { ticket: record['data'] };
  if (type === 'STATE') return { state: [state] };
  const error = type === 'TRACE' && isObject(trace) ? trace['error'] : undefined;
  return isObject(error) ? { error: String(error['internal_message'] ?? error['message']) } : {};
}
