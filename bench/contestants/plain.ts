import { gzipSync } from 'node:zlib';
import type { Contestant } from '../child/messages.ts';
import { AUTHORIZATION, type Envelope, openLake, pageUrl } from './lake.ts';

/** What is written in an afternoon: fetch, parse, print, compress, put, and on from `end_time`. */
const plain: Contestant = async ({ origin, bucket, startTime }) => {
  const put = openLake(bucket);
  let start = startTime;
  for (;;) {
    const response = await fetch(pageUrl(origin, start), { headers: { authorization: AUTHORIZATION } });
    const page: Envelope = JSON.parse(await response.text());
    await put(`plain/${start}.json.gz`, gzipSync(JSON.stringify(page)));
    if (page.end_of_stream) return;
    start = page.end_time;
  }
};

export default plain;
