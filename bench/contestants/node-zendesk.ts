import { gzipSync } from 'node:zlib';
import { createClient } from 'node-zendesk';
import type { Contestant } from '../child/messages.ts';
import { isEnvelope, openLake } from './lake.ts';

/** `ticketexport.export` of node-zendesk fetches one page. A loop around it fetches them all. */
const loop: Contestant = async ({ origin, bucket, startTime }) => {
  const put = openLake(bucket);
  const client = createClient({ endpointUri: `${origin}/api/v2`, oauth: true, token: 'only-in-the-bench' });
  let start = startTime;
  for (;;) {
    const { result: page } = await client.ticketexport.export(start);
    if (!isEnvelope(page)) throw new Error('The response is not a page of the incremental export.');
    await put(`node-zendesk/${start}.json.gz`, gzipSync(JSON.stringify(page)));
    if (page.end_of_stream) return;
    start = page.end_time;
  }
};

export default loop;
