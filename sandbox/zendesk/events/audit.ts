import { toJson } from '../json.ts';
import { FIRST_REPLY } from '../metric-events/targets.ts';
import { createRng } from '../rng.ts';
import { hasComment } from '../tickets/comment.ts';
import { PRIORITY_TRIGGER } from '../tickets/references.ts';
import { type TicketFacts, ticketMembers } from '../tickets/ticket.ts';
import { isoSecond } from '../time.ts';
import { type CommentEvent, commentEvent } from './comment.ts';
import { changedFields, createdCustomFields, createdFields, type FieldChange, type Members } from './fields.ts';

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
 * The reason for an audit. Zendesk's SLA and triage add audits to a new ticket. Those of the SLA have no child events
 * (useairfoil/typescript-sdk).
 */
export type Cause =
  | { readonly kind: 'creation' | 'change' | 'sla' | 'triage' }
  | { readonly kind: 'redaction'; readonly commentId: number };

/** The account whose events these are. */
type Account = { readonly seed: number; readonly subdomain: string };

/** A child event before it has an id. */
type Child = {
  readonly eventType: string;
  readonly members: FieldChange;
  /** Default: that of the audit. */
  readonly via?: unknown;
  readonly viaReferenceId?: number;
};

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

/** Returns true if Zendesk's triage fills a new ticket's custom fields, in a separate audit. */
export const isTriaged = ({ id }: TicketFacts, seed: number): boolean => createRng(seed, id, 32).chance(0.3);

/** Returns the seconds until an SLA policy applies to a new ticket. Undefined if none does. */
export function slaDelay({ id }: TicketFacts, seed: number): number | undefined {
  const rng = createRng(seed, id, 34);
  return rng.chance(0.3) ? rng.int(0, 1) : undefined;
}

/** Returns the id of an audit's comment: its first child event. */
export const commentIdOf = ({ id }: Pick<Audit, 'id'>): number => id + 1;

/**
 * Renders an audit. The members of audits and child events are in the order of responses of 2019
 * (https://github.com/treasure-data/embulk-input-zendesk). Those that only `comment_events` adds are known from responses
 * with sorted keys.
 */
export function renderAudit(audit: Audit, include: readonly string[], { seed, subdomain }: Account): string {
  const { id, second, after } = audit;
  const withComments = include.includes(COMMENT_EVENTS);
  const ticket = ticketMembers(after, seed, subdomain);
  const members: Members = { ...ticket.head, ...ticket.tail };
  const via = displayVia(audit, members);
  const children = listChildren(audit, members, withComments, { seed, subdomain });
  return toJson({
    child_events: children.map((child, index) => ({
      id: id + 1 + index,
      via: child.via ?? via,
      via_reference_id: child.viaReferenceId ?? null,
      ...child.members,
      event_type: child.eventType,
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

function displayVia({ cause, updater, after }: Audit, ticket: Members): string {
  switch (cause.kind) {
    case 'sla':
      return 'SLA';
    case 'triage':
      return 'Intelligent Triage';
    case 'redaction':
      return 'Web service';
    case 'creation':
      return CHANNELS[String(ticket.via['channel'])] ?? 'Web service';
    case 'change':
      return updater === ticket.requester_id ? 'Mail' : after.id % 3 === 0 ? 'Web service' : 'Web form';
  }
}

const toChildren = (eventType: string, changes: readonly FieldChange[]): Child[] =>
  changes.map((members) => ({ eventType, members }));

function listChildren(audit: Audit, ticket: Members, withComments: boolean, account: Account): Child[] {
  const { cause, before, after, updater } = audit;
  const comment = (): Child => commentChild(commentEvent(after, ticket, updater, account.seed), withComments, ticket);

  switch (cause.kind) {
    case 'sla':
      return [];
    case 'triage':
      return toChildren(
        'Change',
        createdCustomFields(ticket).map((change) => ({ ...change, previous_value: null })),
      );
    case 'redaction':
      return toChildren('CommentRedactionEvent', [{ comment_id: String(cause.commentId) }]);
    case 'creation': {
      const custom = isTriaged(after, account.seed) ? [] : createdCustomFields(ticket);
      const fields = toChildren('Create', [...createdFields(ticket), ...custom]);
      const triggered = isTriggered(after, ticket, account.seed) ? withTrigger(fields, ticket) : fields;
      const policy = slaDelay(after, account.seed) === undefined ? [] : [{ sla_policy: FIRST_REPLY.title }];
      return [comment(), ...triggered, ...toChildren('Create', policy)];
    }
    case 'change': {
      if (before === undefined) return [];
      const previous = ticketMembers(before, account.seed, account.subdomain);
      const changes = toChildren('Change', changedFields({ ...previous.head, ...previous.tail }, ticket));
      const isCommented = before.revision !== after.revision && hasComment(after, after.revision, account.seed);
      return isCommented ? [comment(), ...changes] : changes;
    }
  }
}

function commentChild({ eventType, isPublic, content }: CommentEvent, withComments: boolean, ticket: Members): Child {
  return withComments
    ? { eventType, members: content, via: { channel: ticket.via['channel'] } }
    : { eventType, members: { comment_present: true, comment_public: isPublic } };
}

const isTriggered = ({ id }: TicketFacts, { priority }: Members, seed: number): boolean =>
  priority !== null && createRng(seed, id, 33).chance(0.5);

/** A trigger sets the priority in the audit that creates the ticket, so that the audit has two values of it. */
function withTrigger(fields: readonly Child[], { priority }: Members): Child[] {
  const created = fields.map((field) =>
    'priority' in field.members ? { ...field, members: { priority: null } } : field,
  );
  const members = { priority, previous_value: '0', rel: 'trigger', revision_id: 1 };
  return [...created, { eventType: 'Change', members, via: 'Rule', viaReferenceId: PRIORITY_TRIGGER }];
}
