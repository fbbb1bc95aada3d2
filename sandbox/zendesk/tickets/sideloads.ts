import type { TicketVersion } from '../account/version.ts';
import { toJson } from '../json.ts';
import { isoSecond } from '../time.ts';
import { countPublicComments } from './comment.ts';
import { TICKET_FORM } from './references.ts';
import { ticketUsers } from './ticket.ts';

/** Returns the records to which tickets refer as the account has them now, each as its exact JSON text. */
export type RelatedTexts = {
  readonly userText: (id: number) => string;
  readonly organizationText: (id: number) => string;
  readonly groupText: (id: number) => string;
  readonly ticketFormText: (id: number) => string;
};

/** The settings of a ticket's account. */
type Account = RelatedTexts & { readonly seed: number };

/** Returns the texts of a related record, if there is one. */
export const toTexts = (id: number | null, toText: (id: number) => string): string[] =>
  id === null ? [] : [toText(id)];

/** Returns the JSON texts of a ticket's related records. */
type ArraySideload = (ticket: TicketVersion, account: Account) => readonly string[];

/** The sideloads that are separate arrays, by their name in `include`. */
export const TICKET_SIDELOADS: ReadonlyMap<string, ArraySideload> = new Map<string, ArraySideload>([
  ['users', ({ references }, { userText }) => ticketUsers(references).map(userText)],
  ['groups', ({ references }, { groupText }) => toTexts(references.group, groupText)],
  ['organizations', ({ references }, { organizationText }) => toTexts(references.organization, organizationText)],
  // The simulated account shares no tickets.
  ['sharing_agreements', () => []],
  ['ticket_forms', (_, { ticketFormText }) => [ticketFormText(TICKET_FORM)]],
  ['metric_sets', ({ metricSetText }) => [metricSetText]],
]);

/** A sideload that is a member of each ticket. */
type EmbeddedSideload = {
  readonly key: string;
  readonly text: (ticket: TicketVersion, account: Account) => string;
};

/**
 * The sideloads that are members of each ticket, by their name in `include`: of `metric_sets` in addition to the array.
 * The members of `dates` and `slas` follow recorded tickets of the list endpoint. Neither the key nor the value of
 * `incident_counts` is known.
 */
export const EMBEDDED_SIDELOADS: ReadonlyMap<string, EmbeddedSideload> = new Map<string, EmbeddedSideload>([
  ['metric_sets', { key: 'metric_set', text: ({ metricSetText }) => metricSetText }],
  ['dates', { key: 'dates', text: ({ metrics }) => toJson(ticketDates(metrics)) }],
  ['slas', { key: 'slas', text: (ticket) => toJson({ policy_metrics: policyMetrics(ticket) }) }],
  ['comment_count', { key: 'comment_count', text: ({ facts }, { seed }) => String(countPublicComments(facts, seed)) }],
  ['incident_counts', { key: 'incident_count', text: ({ members }) => (members.has_incidents ? '2' : '0') }],
]);

const DATES = [
  'assignee_updated_at',
  'requester_updated_at',
  'status_updated_at',
  'initially_assigned_at',
  'assigned_at',
  'solved_at',
  'latest_comment_added_at',
];

const ticketDates = (metrics: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(DATES.map((name) => [name, metrics[name]]));

/** Returns the SLA targets of a ticket that is not yet solved: half of the tickets have a policy. */
function policyMetrics({ facts, members }: TicketVersion): object[] {
  const isWaiting = ['new', 'open', 'pending', 'hold'].includes(members.status);
  if (!isWaiting || facts.id % 2 === 1) return [];
  return [{ breach_at: isoSecond(facts.updatedAt + 86_400), stage: 'active', metric: 'next_reply_time', hours: 24 }];
}
