import { toJson } from '../json.ts';
import { createRng } from '../rng.ts';
import { type TicketFacts, ticketMembers } from '../tickets/ticket.ts';
import { SYSTEM } from '../tickets/updater.ts';
import { policyOf } from '../metric-events/targets.ts';
import { isoSecond } from '../time.ts';
import { type Child, listChildren } from './children.ts';
import type { Members } from './fields.ts';

/** One audit of a ticket, for one change. Its text is rendered when a page shows it. */
export type Audit = {
  readonly id: number;
  /** Epoch seconds. */
  readonly second: number;
  readonly updater: number;
  readonly cause: Cause;
  readonly before: TicketFacts | undefined;
  readonly after: TicketFacts;
};

/**
 * The reason for an audit. Zendesk's SLA and triage add audits to a new ticket. Those of the SLA and of a comment's privacy
 * have no child events (useairfoil/typescript-sdk).
 */
export type Cause =
  | { readonly kind: 'creation' | 'change' | 'sla' | 'triage' }
  | { readonly kind: 'redaction' | 'privacy'; readonly commentId: number }
  | { readonly kind: 'file redaction'; readonly attachmentId: number };

/** The account whose events these are. */
type Account = { readonly seed: number; readonly subdomain: string };

const COMMENT_EVENTS = 'comment_events';

/** The display string of `via` by a ticket's channel (recorded: Mail, Web form, Web service, Sample Ticket). */
const CHANNELS: Readonly<Record<string, string>> = {
  email: 'Mail',
  web: 'Web form',
  api: 'Web service',
  chat: 'Chat',
  voice: 'Phone call (inbound)',
  sample_ticket: 'Sample Ticket',
};

/** Returns the seconds until the audit of a new ticket's SLA policy. Undefined if there is none. */
export function slaDelay(facts: TicketFacts, seed: number): number | undefined {
  const rng = createRng(seed, facts.id, 34);
  return policyOf(facts, seed) && rng.chance(0.6) ? rng.int(0, 1) : undefined;
}

/** Returns the id of an audit's comment: its first child event. */
export const commentIdOf = ({ id }: Pick<Audit, 'id'>): number => id + 1;

/** Returns the ticket after an audit, and its child events. The ids of these follow that of the audit. */
export function readAudit(
  audit: Audit,
  account: Account,
): { readonly ticket: Members; readonly children: readonly Child[] } {
  const { before, after } = audit;
  const ticket = membersOf(after, account);
  const versions = { before: before && membersOf(before, account), after: ticket };
  return { ticket, children: listChildren(audit, versions, account.seed) };
}

function membersOf(facts: TicketFacts, { seed, subdomain }: Account): Members {
  const { head, tail } = ticketMembers(facts, seed, subdomain);
  return { ...head, ...tail };
}

/**
 * Renders an audit. The members of audits and child events are in the order of responses of 2019
 * (https://github.com/treasure-data/embulk-input-zendesk). Those that only `comment_events` adds are known from responses
 * with sorted keys.
 */
export function renderAudit(audit: Audit, include: readonly string[], account: Account): string {
  const { id, second, after } = audit;
  const withComments = include.includes(COMMENT_EVENTS);
  const { ticket, children } = readAudit(audit, account);
  const via = displayVia(audit, ticket);
  return toJson({
    child_events: children.map((child, index) => ({
      id: id + 1 + index,
      ...renderChild(child, via, withComments),
    })),
    id,
    ticket_id: after.id,
    timestamp: second,
    created_at: isoSecond(second),
    updater_id: audit.updater,
    via,
    system: { client: null, location: null, latitude: null, longitude: null },
    event_type: 'Audit',
    ...(withComments && {
      metadata: { system: {}, custom: {} },
      parent_audit_id: null,
      notifications_suppressed_for: [],
    }),
  });
}

function renderChild({ eventType, comment, ...child }: Child, via: string, withComments: boolean): object {
  const { viaReferenceId = null } = child;
  if (comment && !withComments) {
    const members = { comment_present: true, comment_public: comment.isPublic };
    return { via, via_reference_id: viaReferenceId, ...members, event_type: eventType };
  }
  return { via: child.via ?? via, via_reference_id: viaReferenceId, ...child.members, event_type: eventType };
}

function displayVia({ cause, updater, after }: Audit, ticket: Members): string {
  switch (cause.kind) {
    case 'sla':
      return 'SLA';
    case 'triage':
      return 'Intelligent Triage';
    case 'redaction':
    case 'file redaction':
    case 'privacy':
      return 'Web service';
    case 'creation':
      return CHANNELS[String(ticket.via['channel'])] ?? 'Web service';
    case 'change':
      if (updater === ticket.requester_id) return 'Mail';
      return updater === SYSTEM || after.id % 3 === 0 ? 'Web service' : 'Web form';
  }
}
