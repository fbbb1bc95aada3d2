import { gzipSync } from 'node:zlib';
import type { Contestant } from '../child/messages.ts';
import { AUTHORIZATION, type Envelope, openLake, pageUrl } from './lake.ts';

/** An exporter written in an afternoon: fetch, parse, stringify, compress, put, and continue at `end_time`. */
const naiveLoop: Contestant = async ({ origin, bucket, startTime }) => {
  const put = openLake(bucket);
  let start = startTime;
  for (;;) {
    const response = await fetch(pageUrl(origin, start), { headers: { authorization: AUTHORIZATION } });
    const page: Envelope = JSON.parse(await response.text());
    await put(`naive/${start}.json.gz`, gzipSync(JSON.stringify(page)));
    if (page.end_of_stream) return;
    start = page.end_time;
  }
};

export default naiveLoop;
