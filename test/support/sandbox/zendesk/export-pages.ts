import { createAccount, type ZendeskAccount } from '#sandbox/zendesk/index.ts';
import type { Answer } from '#sandbox/zendesk/answer.ts';
import { cursorExport } from '#sandbox/zendesk/export/cursor-based.ts';
import { DEFAULT_RULES, type ExportRules } from '#sandbox/zendesk/export/request.ts';
import { timeBasedExport } from '#sandbox/zendesk/export/time-based.ts';
import { ticketsTable } from '#sandbox/zendesk/tickets/table.ts';
import { handClock, NOW } from './hand-clock.ts';
import { type ParsedPage, parsePage } from './parsed.ts';

/**
 * An account with one ticket per given second; the ids count from 1 in this order.
 *
 * @param tieOrder - how tickets of one second follow each other on time-based pages; by id unless given
 */
export function accountOf(seconds: readonly number[], tieOrder: (id: number) => number = (id) => id): ZendeskAccount {
  const account = createAccount({ clock: handClock(), tieOrder });
  for (const second of seconds) account.create({ second });
  return account;
}

/** Asks the time-based export at `second`. */
export function askTimeBased(
  account: ZendeskAccount,
  query: string,
  rules: Partial<ExportRules> = {},
  second = NOW,
): Answer {
  return timeBasedExport(
    ticketsTable(account),
    { ...DEFAULT_RULES, ...rules },
    request('/api/v2/incremental/tickets', query, second),
  );
}

/** Asks the cursor-based export at `second`. */
export function askCursor(
  account: ZendeskAccount,
  query: string,
  rules: Partial<ExportRules> = {},
  second = NOW,
): Answer {
  return cursorExport(
    ticketsTable(account),
    { ...DEFAULT_RULES, ...rules },
    request('/api/v2/incremental/tickets/cursor', query, second),
  );
}

function request(path: string, query: string, second: number): Parameters<typeof timeBasedExport>[2] {
  return { origin: 'http://zendesk.test', path, query: new URLSearchParams(query), nowMs: second * 1000 };
}

export function parse({ body }: Pick<Answer, 'body'>): ParsedPage {
  return parsePage(body);
}

export function ids(answer: Pick<Answer, 'body'>): number[] {
  return parse(answer).tickets.map(({ id }) => id);
}
