import { gunzipSync } from 'node:zlib';
import type { Inflate } from '#functions/export/zendesk/inflate.ts';

/** Without a thread of its own, whose answers would come at any moment of a virtual clock. */
export const inflateAtOnce: Inflate = async function* inflateAtOnce(gzip) {
  yield gunzipSync(gzip);
};
