import { gzipSync } from 'node:zlib';
import type { Template } from './template.ts';

/** One answer of the export, ready to be sent. Times are epoch seconds. */
export type ServedPage = {
  /** The `start_time` that it answers. */
  readonly start: number;
  /** Its `end_time`. */
  readonly end: number;
  readonly records: number;
  /** Uncompressed. */
  readonly bytes: number;
  /** As sent. */
  readonly body: Buffer;
};

/** An account's whole export: pages one after the other, in parts that each end the stream. */
export type Series = {
  readonly encoding: 'gzip' | 'identity';
  readonly parts: readonly (readonly ServedPage[])[];
  /** What is answered once all has been read: the last record again. */
  readonly idle: ServedPage;
};

export type SeriesOptions = {
  /** Zendesk's address, for `next_page`. */
  readonly origin: string;
  /** How many pages each part has. */
  readonly parts: readonly number[];
  /** As sent by Zendesk. @defaultValue 'gzip' */
  readonly encoding?: Series['encoding'];
  /** Puts line breaks into the page, as Zendesk has not been seen to do. */
  readonly lineBreaks?: boolean;
};

/** Long ago, so that all of it has settled. */
const FIRST_SECOND = 1_700_000_000;
const COMMA = 0x2c;

/** Renders and compresses all pages, before anything is measured. */
export function renderSeries(template: Template, options: SeriesOptions): Series {
  const { parts, encoding = 'gzip' } = options;
  const { records } = template;
  let start = 0;
  let end = FIRST_SECOND;
  const rendered = parts.map((pages) =>
    Array.from({ length: pages }, (_, index) => {
      [start, end] = [end === FIRST_SECOND ? 0 : end, end + records];
      return render(template, { start, end, endOfStream: index === pages - 1 }, options);
    }),
  );
  return { encoding, parts: rendered, idle: render(lastOf(template), { start: end, end, endOfStream: true }, options) };
}

type Place = Pick<ServedPage, 'start' | 'end'> & { readonly endOfStream: boolean };

function render(template: Template, { start, end, endOfStream }: Place, options: SeriesOptions): ServedPage {
  const { bytes, timestampsAt, records } = template;
  const { origin, encoding = 'gzip', lineBreaks = false } = options;
  const page = Buffer.from(bytes);
  // A record a second; the last one's second is the page's `end_time`.
  timestampsAt.forEach((at, index) => page.write(String(end - records + 1 + index), at, 'latin1'));
  const nextPage = `${origin}/api/v2/incremental/tickets.json?per_page=1000\\u0026start_time=${end}`;
  const envelope = `"count":${records},"end_of_stream":${endOfStream},"next_page":"${nextPage}","end_time":${end}}`;
  const body = Buffer.concat([page, Buffer.from(lineBreaks ? `,\n${envelope}\n` : `,${envelope}`)]);
  return { start, end, records, bytes: body.length, body: encoding === 'gzip' ? gzipSync(body) : body };
}

/** A page with the last record only. */
function lastOf({ bytes, timestampsAt, records }: Template): Template {
  const opening = Buffer.from('{"tickets":[');
  const before = timestampsAt.at(-2);
  if (before === undefined) return { bytes, timestampsAt, records };
  const begin = bytes.indexOf('},{"url":', before) + 2;
  const moved = begin - opening.length;
  if (bytes[begin - 1] !== COMMA) throw new Error('the last record does not begin where it should');
  const at = (timestampsAt.at(-1) ?? 0) - moved;
  return { bytes: Buffer.concat([opening, bytes.subarray(begin)]), timestampsAt: [at], records: 1 };
}
