import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Layout, LAYOUTS } from '#catalog/layout.ts';
import type { Lake } from '../core/session.ts';
import { metricEventsOf } from './metric-events.ts';
import { oddLanding } from './odd.ts';
import RECORDING from './recorded.json' with { type: 'json' };
import { keyOf, type Page, pagesOf } from './reads.ts';
import { renderEvent, renderTickets } from './render.ts';
import { createStory, type Story } from './story.ts';

/** Records of a dataset that landed as one object. */
export type Landing = {
  readonly dataset: 'tickets' | 'ticket_events' | 'ticket_metric_events' | 'users';
  readonly page: Omit<Page, 'events'>;
  readonly records: readonly object[];
};

/** Two accounts with the same ids. */
export const STORIES: readonly Story[] = [createStory('acme', 1), createStory('globex', 2)];

/** The recorded facts of an account. */
const RECORDED_ACCOUNT = 'recorded';

/** Returns everything that an export of a story lands. */
export function landingsOf(story: Story): Landing[] {
  const pages = pagesOf(story);
  const last = pages.at(-1);
  if (last === undefined) throw new RangeError('the story has no pages');
  return [
    ...pages.map((page): Landing => ({
      dataset: 'ticket_events',
      page,
      records: page.events.map((event) => renderEvent(story, event, page.readAt)),
    })),
    { dataset: 'tickets', page: last, records: renderTickets(story) },
    { dataset: 'ticket_metric_events', page: last, records: metricEventsOf(story) },
  ];
}

/** The recorded facts, landed as one page each. */
export function recordedLandings(): Landing[] {
  const end = 1_791_532_660;
  const page = { subdomain: RECORDED_ACCOUNT, start: 0, end, readAt: end, landedAt: end + 60 };
  const datasets = ['tickets', 'ticket_events', 'ticket_metric_events'] as const;
  return datasets.map((dataset) => ({ dataset, page, records: RECORDING[dataset] }));
}

const bodyIn: Readonly<Record<Layout, (dataset: string, records: readonly object[], end: number) => string>> = {
  page: (dataset, records, end) => JSON.stringify({ [dataset]: records, count: records.length, end_time: end }),
  ndjson: (_, records) => records.map((record) => `${JSON.stringify(record)}\n`).join(''),
};

/** Writes landings to a lake. An object that exists stays as it is. */
export async function writeLandings(folder: string, layout: Layout, landings: readonly Landing[]): Promise<void> {
  const written = new Set<string>();
  for (const { dataset, page, records } of landings) {
    const body = bodyIn[layout](dataset, records, page.end);
    const key = keyOf(page, dataset, body);
    if (written.has(key)) continue;
    written.add(key);
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, gzipSync(body));
    await utimes(path, page.landedAt, page.landedAt);
  }
}

/**
 * Writes a lake for each layout with the histories of four accounts.
 *
 * @param folder - is emptied first
 */
export async function writeHistoryLakes(folder: string): Promise<Lake[]> {
  await rm(folder, { recursive: true, force: true });
  const landings = [...STORIES.flatMap(landingsOf), ...recordedLandings(), oddLanding()];
  return Promise.all(
    LAYOUTS.map(async (layout) => {
      const path = join(folder, layout);
      await writeLandings(path, layout, landings);
      return { name: `histories ${layout}`, layout, path };
    }),
  );
}
