import { createHash } from 'node:crypto';
import { formatObjectKey } from '#common/object-key.ts';
import type { Story, StoryEvent } from './story.ts';

/** A landed page of events, read at one moment. */
export type Page = {
  readonly subdomain: string;
  readonly start: number;
  readonly end: number;
  /** Epoch seconds. */
  readonly readAt: number;
  readonly landedAt: number;
  readonly events: readonly StoryEvent[];
};

/** Requests for pages: from a second on, as Zendesk is at a moment. The pages land `delay` seconds later. */
type Read = {
  readonly from: number;
  readonly at: number;
  readonly delay: number;
  readonly pageSize: number;
  readonly pages: number;
};

const LOOKBACK = 300;
const HOUR = 3600;
/** More than there are before the same event on any other page. */
const ROWS_BEFORE = 60;

/** Before and after a redaction, in seconds. */
const SHORT = 60;

/**
 * The pages that an export lands: a first read in the middle of the story, the rest with an overlap, and two reads of old
 * seconds again. While the pages of the first read land, a comment is redacted. The last read ends within a second, and the
 * page after it has landed before.
 */
export function pagesOf(story: Story): Page[] {
  const { events } = story;
  const secondAt = (share: number): number => events[Math.floor(events.length * share)]?.second ?? 0;
  const end = secondAt((events.length - 1) / events.length);
  const [from, pageSize] = upToFirstOfSecond(events);
  const middle = redactionBetween(events, secondAt(0.2), secondAt(0.4)) - SHORT;
  const reads: Read[] = [
    { from: 0, at: middle, delay: 2 * SHORT, pageSize: 40, pages: Infinity },
    { from: middle - LOOKBACK, at: end + 60, delay: 0, pageSize: 25, pages: Infinity },
    { from: secondAt(0.2), at: end + HOUR, delay: 0, pageSize: 60, pages: 1 },
    { from, at: end + 2 * HOUR, delay: 0, pageSize, pages: 1 },
  ];
  return reads.flatMap((read) => drain(story, read));
}

/** When the first comment from before one second is redacted after another second. */
function redactionBetween(events: readonly StoryEvent[], before: number, after: number): number {
  const redaction = events.find(
    ({ second, redacts }) => second > after && redacts !== undefined && redacts.second < before,
  );
  if (redaction === undefined) throw new Error('the story redacts no old comment');
  return redaction.second;
}

/** A request whose page ends with the first event of a second that has several events of one ticket. */
function upToFirstOfSecond(events: readonly StoryEvent[]): [from: number, pageSize: number] {
  const last = events.findIndex(
    ({ second, ticket, changes }, index) =>
      index > ROWS_BEFORE && changes.length === 1 && isSame(events[index + 1], { second, ticket }),
  );
  const first = events[last - ROWS_BEFORE];
  const start = events.findIndex(({ second }) => second === first?.second);
  return [first?.second ?? 0, last - start + 1];
}

const isSame = (event: StoryEvent | undefined, { second, ticket }: Pick<StoryEvent, 'second' | 'ticket'>): boolean =>
  event?.second === second && event.ticket === ticket && event.changes.length > 0;

function drain({ subdomain, events }: Story, { from, at, delay, pageSize, pages: most }: Read): Page[] {
  const pages: Page[] = [];
  for (let start = from; pages.length < most;) {
    const rest = events.filter(({ second }) => second >= start && second <= at);
    const cut = rest.slice(0, pageSize);
    const isOneSecond = cut.at(-1)?.second === cut[0]?.second;
    const shown = isOneSecond ? rest.filter(({ second }) => second === cut[0]?.second) : cut;
    const isLast = shown.length === rest.length;
    const last = shown.at(-1)?.second ?? start;
    const end = isOneSecond && !isLast ? last + 1 : last;
    pages.push({ subdomain, start, end, readAt: at, landedAt: at + delay + pages.length, events: shown });
    if (isLast) return pages;
    start = end;
  }
  return pages;
}

/** The key of a page, without the lake's prefix. A page whose key exists does not land again. */
export const keyOf = ({ subdomain, start, end }: Omit<Page, 'events'>, dataset: string, body: string): string =>
  formatObjectKey({
    prefix: 'lake',
    dataset,
    subdomain,
    startTime: start,
    endTime: end,
    digest: createHash('sha256').update(body).digest('hex'),
    pagination: 'time',
    isGzip: true,
  }).slice('lake/'.length);
