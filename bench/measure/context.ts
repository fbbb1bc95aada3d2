import type { Built } from '../build.ts';
import type { Prose } from '../pages/text.ts';
import type { PageServer } from '../zendesk.ts';
import type { PageFacts } from '../results.ts';
import type { Series } from '../pages/series.ts';

/** Shared by all measurements. */
export type Context = {
  readonly built: Built;
  readonly zendesk: PageServer;
  readonly prose: Prose;
  /** Shows the current step. */
  readonly status: (text: string) => void;
};

/** Returns the facts of a series' first page. The others have the same size. */
export function factsOf({ parts }: Series, gzipBytes?: number): PageFacts {
  const page = parts[0]?.[0];
  if (page === undefined) throw new Error('The series has no pages.');
  return { bytes: page.bytes, gzipBytes: gzipBytes ?? page.body.length, records: page.records };
}
