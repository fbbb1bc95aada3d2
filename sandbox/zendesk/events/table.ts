import { ACCESS } from '../access.ts';
import type { ZendeskAccount } from '../account/account.ts';
import type { TicketChange } from '../account/ticket-log.ts';
import { createRow } from '../export/row.ts';
import type { ExportTable } from '../export/table.ts';
import { createVersionStore } from '../export/version-store.ts';
import { SYSTEM } from '../tickets/updater.ts';
import { type Audit, type Cause, commentIdOf, renderAudit, slaDelay } from './audit.ts';
import { isTriaged } from './children.ts';
import { attachmentId } from './comment.ts';
import { isLost } from './gaps.ts';
import { type AuditRow, createTicketHistory, type TicketHistory } from './history.ts';

/** The export of ticket events, with the expected comments and values of fields. */
export type TicketEventsTable = ExportTable & { readonly history: TicketHistory };

/** Settings of the export. */
export type TicketEventsOptions = {
  /** Share of tickets with missing audits, from 0 to 1: see `isLost`. Default 0. */
  readonly gapShare?: number;
};

/** The export of the audits of an account's tickets, without gaps. */
export const ticketEventsExport = (account: ZendeskAccount): TicketEventsTable => createTicketEvents(account);

/** Returns the export of audits of which some are missing. */
export const ticketEventsWithGaps =
  (options: TicketEventsOptions) =>
  (account: ZendeskAccount): TicketEventsTable =>
    createTicketEvents(account, options);

/**
 * Creates the export of audits. There is no cursor endpoint. Audits with the same second are in the order of the changes,
 * which often differs from that of their ids (useairfoil/typescript-sdk).
 */
function createTicketEvents(account: ZendeskAccount, { gapShare = 0 }: TicketEventsOptions = {}): TicketEventsTable {
  const store = createVersionStore<AuditRow>();
  const { inTimeOrder, inCursorOrder } = store;
  const nextPlace = createPlaces();
  /** The audit of each revision, by ticket. */
  const audits = new Map<number, AuditRow[]>();

  const put = (row: AuditRow): AuditRow => {
    if (!isLost(row.audit, account.seed, gapShare)) store.put(row);
    return row;
  };

  const add = ({ before, after, updater }: TicketChange, cause: Cause, delay = 0): AuditRow => {
    const second = after.second + delay;
    const { id, tie } = nextPlace(second);
    const author = cause.kind === 'sla' || cause.kind === 'triage' ? SYSTEM : updater;
    const audit = { id, second, updater: author, cause, before: before?.facts, after: after.facts };
    return put(createAuditRow(audit, tie, after.visibleFrom, account));
  };

  const changeComment = (change: TicketChange, revision: number, toCause: (commented: Audit) => Cause): void => {
    const commented = audits.get(change.after.id)?.[revision];
    if (!commented) throw new RangeError(`there is no audit of revision ${revision}`);
    add(change, toCause(commented.audit));
    audits.get(change.after.id)?.splice(revision, 1, put(changeInPlace(commented, change, account)));
  };

  const addCreation = (change: TicketChange): void => {
    const { facts } = change.after;
    audits.set(facts.id, [add(change, { kind: 'creation' })]);
    if (isTriaged(facts, account.seed)) add(change, { kind: 'triage' });
    const delay = slaDelay(facts, account.seed);
    if (delay !== undefined) add(change, { kind: 'sla' }, delay);
  };

  account.subscribe((change) => {
    const { before, after, act } = change;
    if (before === undefined) addCreation(change);
    else if (act.kind === 'edit') {
      const row = add(change, { kind: 'change' });
      if (after.facts.revision !== before.facts.revision) audits.get(after.id)?.push(row);
    } else if (act.kind !== 'recalculation') {
      changeComment(change, act.revision, (commented) => CAUSES[act.kind](commented, act.revision));
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
    history: createTicketHistory(inTimeOrder, account),
  };
}

/** Returns the cause of the audit of an act on an earlier comment. */
const CAUSES = {
  redaction: (commented: Audit): Cause => ({ kind: 'redaction', commentId: commentIdOf(commented) }),
  'file redaction': ({ after }: Audit, revision: number): Cause => ({
    kind: 'file redaction',
    attachmentId: attachmentId(after.id, revision),
  }),
  privacy: (commented: Audit): Cause => ({ kind: 'privacy', commentId: commentIdOf(commented) }),
} as const;

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
 * Returns an audit whose comment has changed. Comments are those of now, not of the audit's time: the export serves the old
 * audit with the new text and the same id and timestamp, as soon as the second of the change is over (useairfoil/typescript-sdk).
 */
function changeInPlace(
  { audit, tie, visibleFrom }: AuditRow,
  { after }: TicketChange,
  account: ZendeskAccount,
): AuditRow {
  const { redacted = [], redactedFiles = [], switched = [] } = after.facts;
  const changed = { ...audit, after: { ...audit.after, redacted, redactedFiles, switched } };
  return createAuditRow(changed, tie, Math.max(visibleFrom, after.visibleFrom, (after.second + 1) * 1000), account);
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
