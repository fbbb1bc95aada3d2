import http from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Contestant } from '../child/messages.ts';
import { AUTHORIZATION, openLake, pageUrl } from './lake.ts';

const agent = new http.Agent({ keepAlive: true });
const headers = { authorization: AUTHORIZATION, 'accept-encoding': 'gzip' };

/**
 * The floor: bytes come, bytes go. It cannot even know where the next page begins, and is told. Whatever takes a page
 * from Zendesk to S3 in this runtime, with this SDK, takes at least this.
 */
const floor: Contestant = async ({ origin, bucket, startTimes }) => {
  const put = openLake(bucket);
  for (const startTime of startTimes) await put(`floor/${startTime}.json.gz`, await get(pageUrl(origin, startTime)));
};

const get = (url: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    http.get(url, { agent, headers }, (answer) => void buffer(answer).then(resolve, reject)).on('error', reject);
  });

export default floor;
