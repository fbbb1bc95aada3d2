import { ACCESS } from '../access.ts';
import type { AccountExport, ZendeskAccount } from '../account/account.ts';
import type { TicketChange } from '../account/tickets.ts';
import { createRow } from '../export/row.ts';
import type { Row } from '../export/table.ts';
import { createVersionStore } from '../export/version-store.ts';
import { SYSTEM } from '../tickets/updater.ts';
import { type Audit, type Cause, commentIdOf, isTriaged, renderAudit, slaDelay } from './audit.ts';

/** One version of an audit. */
type AuditRow = Row & { readonly audit: Audit };

/**
 * The export of the audits of an account's tickets. There is no cursor endpoint. Audits with the same second are in the
 * order of the changes, which often differs from that of their ids (useairfoil/typescript-sdk).
 */
export const ticketEventsExport: AccountExport = (account) => {
  const { put, inTimeOrder, inCursorOrder } = createVersionStore<AuditRow>();
  const nextPlace = createPlaces();
  /** The audit of each revision, by ticket. */
  const audits = new Map<number, AuditRow[]>();

  const add = ({ before, after, updater }: TicketChange, cause: Cause, delay = 0): AuditRow => {
    const second = after.second + delay;
    const { id, tie } = nextPlace(second);
    const author = cause.kind === 'sla' || cause.kind === 'triage' ? SYSTEM : updater;
    const audit = { id, second, updater: author, cause, before: before?.facts, after: after.facts };
    const row = createAuditRow(audit, tie, after.visibleFrom, account);
    put(row);
    return row;
  };

  const addRedaction = (change: TicketChange, revision: number): void => {
    const commented = audits.get(change.after.id)?.[revision];
    if (!commented) throw new RangeError(`there is no audit of revision ${revision}`);
    add(change, { kind: 'redaction', commentId: commentIdOf(commented.audit) });
    const redacted = redact(commented, change, account);
    put(redacted);
    audits.get(change.after.id)?.splice(revision, 1, redacted);
  };

  account.subscribe((change) => {
    const { before, after, updater } = change;
    const { id, revision, redacted = [] } = after.facts;
    if (before === undefined) {
      audits.set(id, [add(change, { kind: 'creation' })]);
      if (isTriaged(after.facts, account.seed)) add(change, { kind: 'triage' });
      const delay = slaDelay(after.facts, account.seed);
      if (delay !== undefined) add(change, { kind: 'sla' }, delay);
      return;
    }
    const redactedRevision = redacted.length > (before.facts.redacted ?? []).length ? redacted.at(-1) : undefined;
    if (redactedRevision !== undefined) addRedaction(change, redactedRevision);
    // Zendesk's own updates change only `generated_timestamp` and have no audit.
    else if (updater !== SYSTEM) {
      const row = add(change, { kind: 'change' });
      if (revision !== before.facts.revision) audits.get(id)?.push(row);
    }
  });

  return {
    path: 'incremental/ticket_events',
    access: ACCESS.ticketEvents,
    itemKey: 'ticket_events',
    members: ['items', 'count', 'end_of_stream', 'next_page', 'end_time'],
    sideloads: [],
    hasCursorEndpoint: false,
    changesInPlace: true,
    rows: { inTimeOrder, inCursorOrder },
  };
};

function createAuditRow(audit: Audit, tie: number, visibleFrom: number, account: ZendeskAccount): AuditRow {
  const row = createRow({
    id: audit.id,
    second: audit.second,
    tie,
    visibleFrom,
    render: (include) => renderAudit(audit, include, account),
    isWanted: ({ supportTypeScope }) => supportTypeScope === 'all' || audit.after.supportType === supportTypeScope,
  });
  return Object.assign(row, { audit });
}

/**
 * Returns an audit with its comment redacted. Comments are those of now, not of the audit's time: the export serves the
 * old audit with the new text and the same id and timestamp, as soon as the second of the change is over (useairfoil/typescript-sdk).
 */
function redact({ audit, tie, visibleFrom }: AuditRow, { after }: TicketChange, account: ZendeskAccount): AuditRow {
  const redacted = { ...audit, after: { ...audit.after, redacted: after.facts.redacted ?? [] } };
  return createAuditRow(redacted, tie, Math.max(visibleFrom, after.visibleFrom, (after.second + 1) * 1000), account);
}

/** Ids for an audit and its child events. */
const IDS_PER_AUDIT = 64;
/** More audits than any test gives one second. */
const AUDITS_PER_SECOND = 2 ** 16;

/** Returns a function that assigns an audit its id, and its order within its second. In odd seconds, ids are swapped in pairs. */
function createPlaces(): (second: number) => { readonly id: number; readonly tie: number } {
  const counts = new Map<number, number>();
  return (second) => {
    const tie = counts.get(second) ?? 0;
    counts.set(second, tie + 1);
    const place = second % 2 === 0 ? tie : tie ^ 1;
    return { id: (second * AUDITS_PER_SECOND + place) * IDS_PER_AUDIT, tie };
  };
}
