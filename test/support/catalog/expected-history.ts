import { commentAt, commentId, isoSecond } from '#engines/history-lakes/render.ts';
import { type Page, pagesOf } from '#engines/history-lakes/reads.ts';
import { type FieldChange, type Story, type StoryEvent, SYSTEM } from '#engines/history-lakes/story.ts';
import type { Layout } from '#catalog/layout.ts';

type Row = Readonly<Record<string, unknown>>;

/** A second as the views show it: without a zone. */
const instant = (second: number): string => isoSecond(second).replace('Z', '');

/** A value as text. */
const text = (value: unknown): string | null => {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** In `ndjson`, no engine numbers the lines, so the changes of a second are in the order of the events' ids. */
const inOrder = (events: readonly StoryEvent[], layout: Layout): readonly StoryEvent[] =>
  layout === 'page' ? events : events.toSorted((a, b) => a.second - b.second || a.id - b.id);

/** The rows that ticket_field_history must have. */
export function expectedHistory(story: Story, layout: Layout): Row[] {
  const fields = Map.groupBy(
    inOrder(story.events, layout).flatMap((event) => event.changes.map((change) => ({ event, ...change }))),
    ({ event, field }) => `${event.ticket} ${field}`,
  );
  fields.forEach((_, key) => key.endsWith(' tags') && fields.delete(key));
  return [...fields.values()].flatMap((changes) => {
    const lasts = changes.filter(({ event }, index) => changes[index + 1]?.event.second !== event.second);
    return lasts.map(({ event, field, value }, index) => {
      const next = lasts[index + 1];
      return {
        subdomain: story.subdomain,
        ticket_id: event.ticket,
        field,
        value: text(value),
        valid_from: instant(event.second),
        valid_to: next === undefined ? null : instant(next.event.second),
        event_id: event.id,
        updater_id: event.updater === SYSTEM ? null : event.updater,
      };
    });
  });
}

/** The changes that ticket_changes must have, in the order served. */
export const expectedChanges = (story: Story, layout: Layout): Row[] =>
  inOrder(story.events, layout).flatMap((event) =>
    event.changes.flatMap((change) =>
      membersOf(change).map((member) => ({
        subdomain: story.subdomain,
        ticket_id: event.ticket,
        at: instant(event.second),
        event_id: event.id,
        kind: change.kind,
        previous_value: text(change.previous),
        ...member,
      })),
    ),
  );

const membersOf = ({ field, value }: FieldChange): { readonly field: string; readonly value: string | null }[] =>
  field === 'tags'
    ? ['added_tags', 'removed_tags', 'tags'].map((name) => ({
        field: name,
        value: name === 'removed_tags' ? '[]' : text(value),
      }))
    : [{ field, value: text(value) }];

/** The rows that ticket_comments must have. */
export function expectedComments(story: Story): Row[] {
  const pages = pagesOf(story);
  return story.events.flatMap((event) => {
    if (event.comment === undefined) return [];
    const copies = pages.filter(({ events }) => events.includes(event));
    const last = copies.at(-1);
    if (last === undefined) throw new Error(`no page has event ${event.id}`);
    const { body, isPublic } = commentAt(story, event, last.readAt);
    const redactedAt = story.events.findLast(({ redacts }) => redacts === event)?.second;
    const isShown = redactedAt === undefined || redactedAt + 900 < last.landedAt;
    return [
      {
        subdomain: story.subdomain,
        id: commentId(event),
        ticket_id: event.ticket,
        author_id: event.comment.author,
        created_at: instant(event.second),
        public: isPublic,
        type: 'Comment',
        body: isShown ? body : null,
        html_body: isShown ? `<p>${body}</p>` : null,
        via: '{"channel":"api"}',
        event_id: event.id,
        redacted_at: redactedAt === undefined ? null : instant(redactedAt),
        privacy_changed: hasDifferentCopies(story, event, copies),
        landed_at: instant(last.landedAt),
      },
    ];
  });
}

const hasDifferentCopies = (story: Story, event: StoryEvent, copies: readonly Page[]): boolean =>
  new Set(copies.map(({ readAt }) => commentAt(story, event, readAt).isPublic)).size > 1;

/** The rows that ticket_sla_applied must have. */
export const expectedTargets = ({ subdomain, tickets, events }: Story): Row[] =>
  [...tickets.keys()].flatMap((ticket) => {
    const first = events.find((event) => event.ticket === ticket)?.second ?? 0;
    const isEven = ticket % 2 === 0;
    const target = (id: number, minutes: number, appliedAfter: number, breachedAfter: number | undefined): Row => ({
      subdomain,
      ticket_id: ticket,
      metric: 'reply_time',
      instance_id: 1,
      policy_id: isEven ? 951 : 952,
      policy_title: 'First reply',
      target: minutes,
      business_hours: isEven,
      applied_at: instant(first + appliedAfter * 60),
      breached_at: breachedAfter === undefined ? null : instant(first + breachedAfter * 60),
      event_id: ticket * 10 + id,
    });
    return [
      target(1, 20, 0, isEven && ticket % 4 !== 0 ? 20 : undefined),
      ...(ticket % 3 === 0 ? [target(3, 60, 30, 60)] : []),
    ];
  });

/** The rows that history_gaps must have: none, unless the order of ids is another one than that of the changes. */
export const expectedGaps = (story: Story, layout: Layout): Row[] =>
  expectedHistory(story, layout).flatMap(({ subdomain, ticket_id: ticket, field, value, valid_to: to }) => {
    const now = text(story.tickets.get(Number(ticket))?.get(String(field)));
    const isGap = to === null && field !== 'lane' && value !== now;
    return isGap
      ? [{ subdomain, ticket_id: ticket, reason: 'other value', field, history_value: value, ticket_value: now }]
      : [];
  });
