import { createRng } from '../rng.ts';
import type { TicketFacts } from './ticket.ts';
import { isoSecond } from '../time.ts';

const FIRST_METRIC_SET = 38_367_414_816_973;

/**
 * Creates a ticket's metrics for `include=metric_sets`. The format follows recorded responses of 2019 in
 * https://github.com/treasure-data/embulk-input-zendesk (`src/test/resources/data/ticket_metrics.json`).
 */
export function metricSet(facts: TicketFacts, seed: number, subdomain: string): Record<string, unknown> {
  const rng = createRng(seed, facts.id, 4, facts.revision);
  const created = isoSecond(facts.createdAt);
  const updated = isoSecond(facts.updatedAt);
  const minutes = (): Record<string, number | null> => {
    const calendar = rng.chance(0.3) ? null : rng.int(0, 20_000);
    return { calendar, business: calendar === null ? null : Math.floor(calendar / 3) };
  };
  const id = FIRST_METRIC_SET + facts.id * 20;
  return {
    url: `https://${subdomain}.zendesk.com/api/v2/ticket_metrics/${id}.json`,
    id,
    ticket_id: facts.id,
    created_at: created,
    updated_at: updated,
    group_stations: rng.int(1, 3),
    assignee_stations: rng.int(1, 3),
    reopens: rng.int(0, 2),
    replies: rng.int(0, 9),
    assignee_updated_at: updated,
    requester_updated_at: updated,
    status_updated_at: updated,
    initially_assigned_at: created,
    assigned_at: created,
    solved_at: facts.state === 'closed' ? updated : null,
    latest_comment_added_at: updated,
    reply_time_in_minutes: minutes(),
    first_resolution_time_in_minutes: minutes(),
    full_resolution_time_in_minutes: minutes(),
    agent_wait_time_in_minutes: minutes(),
    requester_wait_time_in_minutes: minutes(),
    on_hold_time_in_minutes: { calendar: 0, business: 0 },
  };
}
