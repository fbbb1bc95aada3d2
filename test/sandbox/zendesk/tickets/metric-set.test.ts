import { expect, test } from 'vitest';
import { POPULATION, userId } from '#sandbox/zendesk/tickets/people.ts';
import { expectedHistory } from '#sandbox/zendesk/index.ts';
import { drainEvents, fieldsOf, type TicketEvent } from '#test/support/sandbox/zendesk/ticket-events.ts';
import { simulateLife } from '#test/support/sandbox/zendesk/ticket-life.ts';

const AGENTS = new Set(Array.from({ length: POPULATION.agents }, (_, index) => userId(index)));

/** The figures of a ticket by its events. Times are seconds since the first event. */
type Figures = {
  reply: number | null;
  replies: number;
  firstResolution: number | null;
  fullResolution: number | null;
  requesterWait: number;
  agentWait: number;
  onHold: number;
  reopens: number;
};

const isSolved = (status: string): boolean => status === 'solved' || status === 'closed';

/** Derives a ticket's figures from its events in the order served. */
function deriveFigures([first, ...changes]: readonly TicketEvent[]): Figures {
  const start = first?.timestamp ?? 0;
  const statuses = [first, ...changes].flatMap((event) =>
    (event?.child_events ?? []).flatMap((child) => {
      const { status } = fieldsOf(child);
      return typeof status === 'string' && event ? [{ status, at: event.timestamp - start }] : [];
    }),
  );
  const replies = changes.filter(
    ({ updater_id: author, child_events: children }) =>
      AGENTS.has(author) && children.some((child) => child['public'] === true),
  );
  const spans = statuses.flatMap(({ status, at }, index) => {
    const next = statuses[index + 1];
    return next ? [{ status, seconds: next.at - at, next: next.status }] : [];
  });
  const solved = statuses.filter(({ status }, index) => {
    const before = statuses[index - 1]?.status;
    return isSolved(status) && (before === undefined || (!isSolved(before) && before !== 'deleted'));
  });
  const secondsIn = (...wanted: readonly string[]): number =>
    spans.filter(({ status }) => wanted.includes(status)).reduce((sum, { seconds }) => sum + seconds, 0);
  return {
    reply: replies[0] ? replies[0].timestamp - start : null,
    replies: replies.length,
    firstResolution: solved[0]?.at ?? null,
    fullResolution: solved.at(-1)?.at ?? null,
    requesterWait: secondsIn('new', 'open', 'hold'),
    agentWait: secondsIn('pending'),
    onHold: secondsIn('hold'),
    reopens: spans.filter(({ status, next }) => isSolved(status) && !isSolved(next) && next !== 'deleted').length,
  };
}

const inMinutes = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds / 60));

test('the times and counts of a metric set are those of the events, within a minute', () => {
  const simulation = simulateLife();
  const { account, clock } = simulation;
  const { comments } = expectedHistory(account, { nowMs: clock.now() });
  // The reply that a private comment was stays in the metric set.
  const changed = new Set(comments.flatMap(({ privacyChangedAt, ticketId }) => (privacyChangedAt ? ticketId : [])));
  const events = Map.groupBy(drainEvents(simulation), ({ ticket_id: id }) => id);
  const compared = [...events].filter(([id]) => !changed.has(id));
  const differences = compared.flatMap(([id, ofTicket]) => {
    const figures = deriveFigures(ofTicket);
    const { metrics } = account.current(id);
    const waited = Object(metrics['requester_wait_time_in_minutes']).calendar !== null;
    const times: [string, number | null][] = [
      ['reply', figures.reply],
      ['first_resolution', figures.firstResolution],
      ['full_resolution', figures.fullResolution],
      ['on_hold', figures.onHold],
      // Not known before the first change of the status.
      ['requester_wait', waited ? figures.requesterWait : null],
      ['agent_wait', waited ? figures.agentWait : null],
    ];
    const { replies, reopens } = figures;
    const counts = [metrics['replies'] === replies, metrics['reopens'] === reopens];
    const isNear = times.map(([name, seconds]) => {
      const shown = Object(metrics[`${name}_time_in_minutes`]).calendar;
      const derived = inMinutes(seconds);
      return shown === null || derived === null ? shown === derived : Math.abs(shown - derived) <= 1;
    });
    return [...counts, ...isNear].every(Boolean) ? [] : [{ id, figures, metrics }];
  });
  expect(differences).toEqual([]);
  const all = compared.map(([id]) => account.current(id).metrics);
  expect(all.filter((each) => each['reopens'] !== 0).length).toBeGreaterThan(10);
  expect(all.filter((each) => each['replies'] !== 0).length).toBeGreaterThan(100);
  expect(all.filter((each) => Object(each['agent_wait_time_in_minutes']).calendar > 0).length).toBeGreaterThan(20);
});
