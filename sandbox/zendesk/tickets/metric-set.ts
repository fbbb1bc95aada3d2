import { isoSecond } from '../time.ts';
import { type TicketStep, ticketTimes, type Times } from './ticket-times.ts';

const FIRST_METRIC_SET = 38_367_414_816_973;

/**
 * Creates a ticket's metrics for `include=metric_sets`, from all its changes. The format follows recorded responses of 2019
 * in https://github.com/treasure-data/embulk-input-zendesk (`src/test/resources/data/ticket_metrics.json`).
 */
export function metricSet(step: TicketStep, seed: number, subdomain: string): Record<string, unknown> {
  const { facts } = step;
  const times = ticketTimes(step, seed);
  const id = FIRST_METRIC_SET + facts.id * 20;
  return {
    url: `https://${subdomain}.zendesk.com/api/v2/ticket_metrics/${id}.json`,
    id,
    ticket_id: facts.id,
    created_at: isoSecond(facts.createdAt),
    updated_at: isoSecond(facts.updatedAt),
    group_stations: times.groups,
    assignee_stations: times.assignees,
    reopens: times.reopens,
    replies: times.replies,
    assignee_updated_at: toTime(times.assigneeUpdated),
    requester_updated_at: toTime(times.requesterUpdated),
    status_updated_at: toTime(times.statusUpdated),
    initially_assigned_at: toTime(times.firstAssigned),
    assigned_at: toTime(times.lastAssigned),
    solved_at: toTime(times.lastSolved),
    latest_comment_added_at: toTime(times.lastComment),
    reply_time_in_minutes: since(facts.createdAt, times.firstReply),
    first_resolution_time_in_minutes: since(facts.createdAt, times.firstSolved),
    full_resolution_time_in_minutes: since(facts.createdAt, times.lastSolved),
    agent_wait_time_in_minutes: waited(times, ['pending']),
    requester_wait_time_in_minutes: waited(times, ['new', 'open', 'hold']),
    on_hold_time_in_minutes: minutes(times.secondsIn['hold'] ?? 0),
  };
}

/** Minutes of a metric. A third of the time are business hours. */
type Minutes = { readonly calendar: number | null; readonly business: number | null };

const toTime = (second: number | undefined): string | null => (second === undefined ? null : isoSecond(second));

/** Recorded minutes are rounded to the nearest number. */
const minutes = (seconds: number): Minutes => {
  const calendar = Math.round(seconds / 60);
  return { calendar, business: Math.floor(calendar / 3) };
};

const NONE: Minutes = { calendar: null, business: null };

const since = (createdAt: number, second: number | undefined): Minutes =>
  second === undefined ? NONE : minutes(second - createdAt);

/** Recorded waiting times are null until the first change of the status, even after a deletion and a restoration. */
const waited = ({ secondsIn, hasMoved }: Times, statuses: readonly string[]): Minutes =>
  hasMoved ? minutes(statuses.reduce((sum, status) => sum + (secondsIn[status] ?? 0), 0)) : NONE;
