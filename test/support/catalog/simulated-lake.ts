import { createHash } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Dataset } from '#catalog/dataset.ts';
import { INCREMENTAL_DATASETS } from '#catalog/datasets.ts';
import { type Layout, LAYOUTS } from '#catalog/layout.ts';
import { formatObjectKey } from '#common/object-key.ts';
import { recordTexts } from '#sandbox/lake/records.ts';
import { parseObject } from '../sandbox/zendesk/parsed.ts';
import type { Simulation } from '../sandbox/zendesk/simulation.ts';

/** A page of an export, as Zendesk sent it. */
export type Page = {
  readonly dataset: Dataset;
  readonly start: number;
  readonly end: number;
  readonly body: string;
};

const POSITION = z.looseObject({ end_time: z.int().nullable(), end_of_stream: z.optional(z.boolean()) });

/** Exports whose pages are not requested by their name with a page size. A second of metric events can fill a page. */
const PATHS: Readonly<Record<string, string>> = {
  ticket_metric_events: 'ticket_metric_events?',
  calls: '../channels/voice/stats/incremental/calls?',
  legs: '../channels/voice/stats/incremental/legs?',
  articles: '../help_center/incremental/articles?sort_by=updated_at&sort_order=asc',
};

/** Requests all pages of a dataset's export, with all of its sideloads. */
function drainPages({ send }: Simulation, dataset: Dataset): Page[] {
  const { name, itemKey } = dataset;
  const include = [...Object.keys(dataset.sideloads), ...(name === 'ticket_events' ? ['comment_events'] : [])].join(
    ',',
  );
  const path = PATHS[name] ?? `${name}?per_page=100&support_type_scope=all&include=${include}`;
  const pages: Page[] = [];
  for (let start = 0; ;) {
    const { body } = send(`${path}&start_time=${start}`);
    const { end_time: end, end_of_stream: isLast } = POSITION.parse(parseObject(body));
    if (end === null) return pages;
    pages.push({ dataset, start, end, body });
    if (end === start) throw new Error(`${name} is pinned at ${start}`);
    if (isLast === true || (isLast === undefined && recordTexts(body, itemKey).length < 1000)) return pages;
    start = end;
  }
}

/** The members of a page that the catalog knows, and the folders of their records in the layout `ndjson`. */
const membersOf = ({ name, itemKey, sideloads }: Dataset): [member: string, folder: string][] => [
  ...Object.keys(sideloads).map((member): [string, string] => [member, `${name}_${member}`]),
  [itemKey, name],
];

/** Writes pages to a lake of each layout, one second after the other. Returns the lakes' folders. */
export async function landPages(pages: readonly Page[], folder: string): Promise<Readonly<Record<Layout, string>>> {
  const lakes = { page: join(folder, 'page'), ndjson: join(folder, 'ndjson') };
  for (const [index, page] of pages.entries()) {
    for (const layout of LAYOUTS) {
      for (const [dataset, body] of bodiesOf(page, layout)) {
        const path = join(lakes[layout], keyOf(page, dataset));
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, gzipSync(body));
        await utimes(path, 1_800_000_000 + index, 1_800_000_000 + index);
      }
    }
  }
  return lakes;
}

const bodiesOf = ({ dataset, body }: Page, layout: Layout): [folder: string, body: string][] =>
  layout === 'page'
    ? [[dataset.name, body]]
    : membersOf(dataset).map(([member, folder]) => [
        folder,
        recordTexts(body, member)
          .map((text) => `${text}\n`)
          .join(''),
      ]);

function keyOf({ start, end, body }: Page, dataset: string): string {
  const digest = createHash('sha256').update(body).digest('hex');
  const place = { prefix: 'lake', dataset, subdomain: 'acme', pagination: 'time', isGzip: true } as const;
  return formatObjectKey({ ...place, startTime: start, endTime: end, digest }).slice('lake/'.length);
}

/** All copies of the records of a member of the pages, in the order in which they were written. */
export const copiesIn = (pages: readonly Page[], dataset: Dataset, member: string): string[] =>
  pages.filter((page) => page.dataset === dataset).flatMap(({ body }) => recordTexts(body, member));

/** All pages of all datasets. */
export const drainAll = (simulation: Simulation): Page[] =>
  INCREMENTAL_DATASETS.flatMap((dataset) => drainPages(simulation, dataset));
