import { gzipSync } from 'node:zlib';
import { renderSeries, type Series, type SeriesOptions, type ServedPage } from './series.ts';
import type { Template } from './template.ts';

export type HeavySecond = {
  /** Two parts: an ordinary page, and the heavy second. */
  readonly series: Series;
  /** The time-based page with all records of the second. */
  readonly whole: ServedPage;
};

const WALK = 'tickets/cursor';

/**
 * Renders a second of tickets that is larger than any page: whole for the time-based endpoint, and in pages of the
 * template for the cursor-based one.
 *
 * @param pages - the number of pages of the walk
 */
export function renderHeavySecond(
  template: Template,
  pages: number,
  options: Pick<SeriesOptions, 'origin' | 'encoding'>,
): HeavySecond {
  const { encoding = 'gzip' } = options;
  const before = renderSeries(template, { ...options, parts: [1] });
  const from = before.idle[0]?.end ?? 0;
  const second = from + 10;
  const tickets = ticketsOf(template, second);
  const encode = (bytes: Buffer): Buffer => (encoding === 'gzip' ? gzipSync(bytes) : bytes);

  const serve = (
    tickets: readonly Buffer[],
    envelope: object,
    at: Pick<ServedPage, 'dataset' | 'start' | 'cursor'>,
  ) => {
    const members = JSON.stringify(envelope).slice(1);
    const separated = tickets.flatMap((each, index) => (index === 0 ? [each] : [Buffer.from(','), each]));
    const bytes = Buffer.concat([Buffer.from('{"tickets":['), ...separated, Buffer.from(`],${members}`)]);
    const records = template.records * tickets.length;
    return { ...at, end: second, records, bytes: bytes.length, body: encode(bytes) };
  };
  const all = Array.from({ length: pages }, () => tickets);
  const whole = serve(
    all,
    { end_of_stream: false, next_page: null, end_time: second + 1 },
    { dataset: 'tickets', start: from },
  );
  const walk = all.map((each, index) => {
    const isLast = index === pages - 1;
    const envelope = { end_of_stream: isLast, after_cursor: `c${index + 1}` };
    const at = { dataset: WALK, start: second, ...(index > 0 && { cursor: `c${index}` }) };
    return serve([each], envelope, at);
  });
  // The first walk begins at the position before the second, and ends with its first page.
  const first = walk.slice(0, 1).map((page) => ({ ...page, start: from }));
  const heavy = [whole, ...first, { ...whole, start: second }, ...walk];
  return { whole, series: { ...before, parts: [...before.parts, heavy], idle: [] } };
}

/** The tickets of the template, all in one second, without brackets. */
function ticketsOf({ dataset, bytes, timestampsAt }: Template, second: number): Buffer {
  const page = Buffer.from(bytes);
  for (const at of timestampsAt) page.write(dataset.formatSecond(second), at, 'latin1');
  return page.subarray(page.indexOf('[') + 1, -1);
}
