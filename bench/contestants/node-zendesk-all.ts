import { gzipSync } from 'node:zlib';
import { createClient } from 'node-zendesk';
import type { Contestant } from '../child/messages.ts';
import { openLake } from './lake.ts';

/** `tickets.incremental` of node-zendesk: fetches all pages by itself and returns them together. */
const all: Contestant = async ({ origin, bucket, startTime }) => {
  const put = openLake(bucket);
  const client = createClient({ endpointUri: `${origin}/api/v2`, oauth: true, token: 'only-in-the-bench' });
  const tickets = await client.tickets.incremental(String(startTime));
  await put('node-zendesk/all.json.gz', gzipSync(JSON.stringify(tickets)));
};

export default all;
