import type { ZendeskAccount } from '../account/account.ts';
import { isShown, type View } from '../export/expected-records.ts';
import type { Row } from '../export/table.ts';
import { toJson } from '../json.ts';
import { type Audit, commentIdOf, readAudit } from './audit.ts';
import { fieldValues, initialValue, type Members } from './fields.ts';

/** One version of an audit. */
export type AuditRow = Row & { readonly audit: Audit };

/** A comment as Zendesk shows it now. Times are epoch seconds. */
export type ExpectedComment = {
  readonly id: number;
  readonly ticketId: number;
  readonly eventId: number;
  readonly authorId: number;
  readonly createdAt: number;
  readonly type: string;
  readonly isPublic: boolean;
  readonly body: string;
  readonly htmlBody: string;
  /** The last redaction of its text. Undefined if there is none. */
  readonly redactedAt: number | undefined;
  /** The last change of its privacy. Undefined if there is none. */
  readonly privacyChangedAt: number | undefined;
};

/** The value of a ticket's field from a second on. */
export type ExpectedValue = {
  readonly ticketId: number;
  /** The field's name. Custom fields are named by their id. */
  readonly field: string;
  /** Epoch seconds. */
  readonly second: number;
  /** As text, or as JSON if it is not a string. */
  readonly value: string | null;
};

/** The point of view of a complete export of the events. */
export type HistoryView = Pick<View, 'nowMs' | 'supportTypeScope'>;

/** The expected content of a complete export of events, derived from the tickets themselves. */
export type TicketHistory = {
  /** Returns the comments in the order in which they were written. */
  readonly comments: (view: HistoryView) => ExpectedComment[];
  /** Returns a value for each field and second with an event, in the order of the seconds. */
  readonly values: (view: HistoryView) => ExpectedValue[];
  /** Returns the tickets without an event of the creation, or with a value that their events do not give, by id. */
  readonly gaps: (view: HistoryView) => number[];
};

/** Creates the history of an account's tickets from these rows. */
export function createTicketHistory(rows: () => readonly AuditRow[], account: ZendeskAccount): TicketHistory {
  const shownAudits = (view: HistoryView): Audit[] =>
    rows()
      .filter((row) => isShown(row, view))
      .map(({ audit }) => audit);
  return {
    comments: (view) => listComments(shownAudits(view), account),
    values: (view) => listValues(shownAudits(view), account),
    gaps: (view) => findGaps(shownAudits(view), view, account),
  };
}

function listComments(audits: readonly Audit[], account: ZendeskAccount): ExpectedComment[] {
  const changes = new Map<string, number>();
  for (const { cause, second } of audits) {
    if ('commentId' in cause) changes.set(`${cause.kind} ${cause.commentId}`, second);
  }
  return audits.flatMap((audit) => {
    const comments = readAudit(audit, account).children.flatMap(({ comment }) => comment ?? []);
    const id = commentIdOf(audit);
    return comments.map(({ eventType, isPublic, content }) => ({
      id,
      ticketId: audit.after.id,
      eventId: audit.id,
      authorId: audit.updater,
      createdAt: audit.second,
      type: eventType,
      isPublic,
      body: content.body,
      htmlBody: content.html_body,
      redactedAt: changes.get(`redaction ${id}`),
      privacyChangedAt: changes.get(`privacy ${id}`),
    }));
  });
}

/** Takes the values from the ticket at the end of each second, and from the events only which fields they change. */
function listValues(audits: readonly Audit[], account: ZendeskAccount): ExpectedValue[] {
  const values = new Map<string, ExpectedValue>();
  for (const inSecond of Map.groupBy(audits, ({ after, second }) => `${second} ${after.id}`).values()) {
    const read = inSecond.map((audit) => ({ audit, ...readAudit(audit, account) }));
    const last = read.at(-1);
    if (!last) continue;
    const current = fieldValues(last.ticket);
    for (const { field, members } of read.flatMap(({ children }) => children)) {
      if (field === undefined) continue;
      const { second, after } = last.audit;
      const value = toText(current.has(field) ? current.get(field) : members[field]);
      values.set(`${second} ${after.id} ${field}`, { ticketId: after.id, field, second, value });
    }
  }
  return [...values.values()];
}

function findGaps(audits: readonly Audit[], view: HistoryView, account: ZendeskAccount): number[] {
  const created = new Set(audits.filter(({ cause }) => cause.kind === 'creation').map(({ after }) => after.id));
  const latest = new Map(listValues(audits, account).map((each) => [`${each.ticketId} ${each.field}`, each.value]));
  const isComplete = (id: number, ticket: Members): boolean =>
    [...fieldValues(ticket)].every(([field, value]) => {
      const known = latest.get(`${id} ${field}`);
      return toText(value) === (known === undefined ? toText(initialValue(field)) : known);
    });
  return account
    .inCursorOrder()
    .filter((version) => isShown(version, view))
    .filter(({ id, members }) => !created.has(id) || !isComplete(id, members))
    .map(({ id }) => id)
    .sort((one, other) => one - other);
}

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : toJson(value);
}
