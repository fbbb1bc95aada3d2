import { gunzipSync } from 'node:zlib';
import type { Inflate } from '#functions/export/zendesk/inflate.ts';

/** Inflates synchronously. A worker thread would answer at unpredictable times of a virtual clock. */
export const inflateAtOnce: Inflate = async function* inflateAtOnce(gzip) {
  yield gunzipSync(gzip);
};
