import type { Contestant } from '../child/messages.ts';
import { fetchGzipped, openLake, pageUrl } from './lake.ts';

/**
 * The baseline: fetches the bytes and puts the bytes. It cannot find the next page by itself, so it gets the list of
 * pages. Any exporter with this runtime and this SDK needs at least this.
 */
const baseline: Contestant = async ({ origin, bucket, startTimes }) => {
  const put = openLake(bucket);
  for (const startTime of startTimes) {
    await put(`baseline/${startTime}.json.gz`, await fetchGzipped(pageUrl(origin, startTime)));
  }
};

export default baseline;
