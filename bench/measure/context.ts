import type { Built } from '../build.ts';
import type { Prose } from '../pages/text.ts';
import type { PageServer } from '../zendesk.ts';
import type { PageFacts } from '../results.ts';
import type { Series } from '../pages/series.ts';

/** What all measurements share. */
export type Context = {
  readonly built: Built;
  readonly zendesk: PageServer;
  readonly prose: Prose;
  /** Says what is being done. */
  readonly status: (text: string) => void;
};

/** What the pages of a series are like: its first page is like the others. */
export function factsOf({ parts }: Series, gzipBytes?: number): PageFacts {
  const page = parts[0]?.[0];
  if (page === undefined) throw new Error('a series without pages');
  return { bytes: page.bytes, gzipBytes: gzipBytes ?? page.body.length, records: page.records };
}
