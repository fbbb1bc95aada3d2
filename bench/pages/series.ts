import { gzipSync } from 'node:zlib';
import type { Template } from './template.ts';

/** One prerendered response of the export. Times are epoch seconds. */
export type ServedPage = {
  /** The path of its endpoint below `/incremental/`. */
  readonly dataset: string;
  /** The `start_time` of its request, or of the first request of its walk. */
  readonly start: number;
  /** The cursor of its request, if it has one. */
  readonly cursor?: string;
  /** Its `end_time`. */
  readonly end: number;
  readonly records: number;
  /** Uncompressed size. */
  readonly bytes: number;
  /** The body as sent, gzipped if the series is. */
  readonly body: Buffer;
};

/** The complete export of one or more resources: consecutive pages, in parts that each end the stream. */
export type Series = {
  readonly encoding: 'gzip' | 'identity';
  readonly parts: readonly (readonly ServedPage[])[];
  /** The responses after the last page of each resource: the last record again. */
  readonly idle: readonly ServedPage[];
};

export type SeriesOptions = {
  /** Zendesk's address, for `next_page`. */
  readonly origin: string;
  /** The number of pages in each part. */
  readonly parts: readonly number[];
  /** The encoding of Zendesk's responses. @defaultValue 'gzip' */
  readonly encoding?: Series['encoding'];
  /** Adds line breaks to the page. Zendesk is not known to do so. */
  readonly lineBreaks?: boolean;
};

/** Old enough for every record to be outside the lookback window. */
const FIRST_SECOND = 1_700_000_000;
const COMMA = 0x2c;

/** Renders and compresses all pages before the measurement. */
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
  const idle = render(lastOf(template), { start: end, end, endOfStream: true }, options);
  return { encoding, parts: rendered, idle: [idle] };
}

/** Combines the exports of several resources. Each part has the pages of all of them. */
export function combineSeries(series: readonly Series[]): Series {
  const { encoding, parts } = series[0] ?? { encoding: 'gzip', parts: [] };
  return {
    encoding,
    parts: parts.map((_, part) => series.flatMap((each) => each.parts[part] ?? [])),
    idle: series.flatMap(({ idle }) => idle),
  };
}

type PageTimes = Pick<ServedPage, 'start' | 'end'> & { readonly endOfStream: boolean };

function render(template: Template, { start, end, endOfStream }: PageTimes, options: SeriesOptions): ServedPage {
  const { dataset, bytes, timestampsAt, records } = template;
  const { origin, encoding = 'gzip', lineBreaks = false } = options;
  const page = Buffer.from(bytes);
  // One record per second. The last one's second is the page's `end_time`.
  timestampsAt.forEach((at, index) => page.write(dataset.formatSecond(end - records + 1 + index), at, 'latin1'));
  const nextPage = `${origin}/api/v2/incremental/${dataset.name}.json?per_page=1000\\u0026start_time=${end}`;
  const envelope = `"count":${records},"end_of_stream":${endOfStream},"next_page":"${nextPage}","end_time":${end}}`;
  const body = Buffer.concat([page, Buffer.from(lineBreaks ? `,\n${envelope}\n` : `,${envelope}`)]);
  return {
    dataset: dataset.name,
    start,
    end,
    records,
    bytes: body.length,
    body: encoding === 'gzip' ? gzipSync(body) : body,
  };
}

/** A template with the last record only. */
function lastOf(template: Template): Template {
  const { dataset, bytes, timestampsAt } = template;
  const opening = Buffer.from(`{"${dataset.name}":[`);
  const before = timestampsAt.at(-2);
  if (before === undefined) return template;
  const begin = bytes.indexOf('},{"url":', before) + 2;
  const moved = begin - opening.length;
  if (bytes[begin - 1] !== COMMA) throw new Error('The last record does not begin after a comma.');
  const at = (timestampsAt.at(-1) ?? 0) - moved;
  return { dataset, bytes: Buffer.concat([opening, bytes.subarray(begin)]), timestampsAt: [at], records: 1 };
}
