import { gunzipSync } from 'node:zlib';
import type { Contestant, Job } from '../child/messages.ts';
import { fetchGzipped, pageUrl } from './lake.ts';

let pages: readonly Buffer[] = [];

/** Fetches and inflates the job's pages. This part is not measured. */
export async function prepare({ origin, startTimes }: Job): Promise<void> {
  const inflated: Buffer[] = [];
  for (const startTime of startTimes) inflated.push(gunzipSync(await fetchGzipped(pageUrl(origin, startTime))));
  pages = inflated;
}

/** The reference for CPU: decodes the same bytes as UTF-8 and parses them, and does nothing else. */
const jsonParse: Contestant = async () => {
  for (const page of pages) JSON.parse(page.toString());
};

export default jsonParse;
