import { createHash } from 'node:crypto';
import type { SnapshotPage } from '../../engine/landed-lists.ts';
import { layoutOf } from '../../scenario.ts';
import type { ListTrace } from '../../trace.ts';
import { linesOf } from '../record-integrity.ts';
import { type Answered, responseKey, responsesOf } from './responses.ts';

/** No page of a snapshot is overwritten. Its content is Zendesk's response, and its key and metadata match it. */
export function snapshotObjects(trace: ListTrace): string[] {
  const { of, pages, replaced, scenario } = trace;
  const responses = responsesOf(trace);
  const isWhole = layoutOf(scenario.setup).name === 'page';
  return [
    ...replaced.map((key) => `${key} was overwritten`),
    ...pages.flatMap((page) => {
      const response = responses.get(responseKey(page.metadata));
      if (response === undefined) return [`${page.key} is not from a response of Zendesk`];
      const { body } = response.answered;
      const expected = isWhole ? body : linesOf(body, page.itemKey);
      const rules = { ...keyRules(page), ...responseRules(page, response, of), content: page.text === expected };
      return Object.entries(rules).flatMap(([name, holds]) => (holds ? [] : [`${page.key} has a wrong ${name}`]));
    }),
  ];
}

function keyRules({
  key,
  text,
  date,
  snapshot,
  page,
  isLast,
  records,
  metadata,
}: SnapshotPage): Record<string, boolean> {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return {
    digest: key.includes(`-${digest}.json`),
    date: new Date(snapshot * 1000).toISOString().startsWith(date),
    pagination: metadata['pagination'] === 'list',
    snapshot: metadata['snapshot'] === String(snapshot),
    page: metadata['page'] === String(page),
    last: metadata['last'] === String(isLast),
    records: metadata['records'] === String(records),
  };
}

/** Compares a page's key and metadata with the request for it. */
function responseRules(
  { page, parent, snapshot, metadata }: SnapshotPage,
  { url }: Answered,
  { window, parents, paging }: ListTrace['of'],
): Record<string, boolean> {
  const { since, until } = window?.read(url.searchParams) ?? {};
  return {
    since: metadata['since'] === (since === undefined ? undefined : String(since)),
    until: until === undefined || until === snapshot,
    parent: (parents !== undefined && page > 1) === (parent !== undefined),
    'parent in its key': parents === undefined || parent === /\/(\d+)\//.exec(url.pathname)?.[1],
    number: paging !== 'offset' || url.searchParams.get('page') === String(page),
  };
}
