import { policyOf } from '../metric-events/targets.ts';
import { createRng } from '../rng.ts';
import { hasComment } from '../tickets/comment.ts';
import { PRIORITY_TRIGGER } from '../tickets/references.ts';
import type { TicketFacts } from '../tickets/ticket.ts';
import type { Audit } from './audit.ts';
import { type CommentEvent, commentEvent } from './comment.ts';
import { changedFields, createdCustomFields, createdFields, type FieldChange, type Members } from './fields.ts';

/** A child event before it has an id. */
export type Child = {
  readonly eventType: string;
  readonly members: Readonly<Record<string, unknown>>;
  /** The field that it changes. */
  readonly field?: string;
  /** The comment that it adds. */
  readonly comment?: CommentEvent;
  /** Default: that of the audit. */
  readonly via?: unknown;
  readonly viaReferenceId?: number;
};

/** The ticket of an audit before and after it. There is nothing before the creation. */
export type Versions = { readonly before: Members | undefined; readonly after: Members };

/** Returns true if Zendesk's triage fills a new ticket's custom fields, in a separate audit. */
export const isTriaged = ({ id }: TicketFacts, seed: number): boolean => createRng(seed, id, 32).chance(0.3);

/** Returns the child events of an audit. */
export function listChildren(audit: Audit, { before, after: ticket }: Versions, seed: number): Child[] {
  const { cause, after: facts } = audit;
  const comment = (): Child => commentChild(commentEvent(facts, ticket, audit.updater, seed), ticket);

  switch (cause.kind) {
    case 'sla':
    case 'privacy':
      return [];
    case 'triage':
      return toChildren(
        'Change',
        createdCustomFields(ticket).map(({ field, members }) => ({
          field,
          members: { ...members, previous_value: null },
        })),
      );
    case 'redaction':
      return [{ eventType: 'CommentRedactionEvent', members: { comment_id: String(cause.commentId) } }];
    case 'file redaction':
      return [{ eventType: 'AttachmentRedactionEvent', members: { attachment_id: String(cause.attachmentId) } }];
    case 'creation':
      return [comment(), ...creationFields(facts, ticket, seed)];
    case 'change': {
      const changes = before ? toChildren('Change', changedFields(before, ticket)) : [];
      const triggered = isTriggered(facts, ticket, seed) ? withTrigger(changes, ticket) : changes;
      const isCommented = audit.before?.revision !== facts.revision && hasComment(facts, facts.revision, seed);
      return isCommented ? [comment(), ...triggered] : triggered;
    }
  }
}

const toChildren = (eventType: string, changes: readonly FieldChange[]): Child[] =>
  changes.map((change) => ({ eventType, ...change }));

function creationFields(facts: TicketFacts, ticket: Members, seed: number): Child[] {
  const custom = isTriaged(facts, seed) ? [] : createdCustomFields(ticket);
  const fields = toChildren('Create', [...createdFields(ticket), ...custom]);
  const triggered = isTriggered(facts, ticket, seed) ? withTrigger(fields, ticket) : fields;
  const policy = policyOf(facts, seed);
  const applied = policy ? [{ field: 'sla_policy', members: { sla_policy: policy.title } }] : [];
  return [...triggered, ...toChildren('Create', applied)];
}

const commentChild = (comment: CommentEvent, ticket: Members): Child => ({
  eventType: comment.eventType,
  members: comment.content,
  comment,
  via: { channel: ticket.via['channel'] },
});

const isTriggered = ({ id, revision }: TicketFacts, { priority }: Members, seed: number): boolean =>
  priority !== null && createRng(seed, id, 33, revision).chance(revision === 0 ? 0.5 : 0.2);

/** A trigger sets the priority in an audit that has emptied it before, so that the audit has two values of it. */
function withTrigger(fields: readonly Child[], { priority }: Members): Child[] {
  if (!fields.some(({ field }) => field === 'priority')) return [...fields];
  const emptied = fields.map((child) =>
    child.field === 'priority' ? { ...child, members: { ...child.members, priority: null } } : child,
  );
  const members = { priority, previous_value: '0', rel: 'trigger', revision_id: 1 };
  const trigger = { via: 'Rule', viaReferenceId: PRIORITY_TRIGGER };
  return [...emptied, { eventType: 'Change', field: 'priority', members, ...trigger }];
}
