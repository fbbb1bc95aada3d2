import { createAccount, type ZendeskAccount } from '#sandbox/zendesk/index.ts';
import type { Answer } from '#sandbox/zendesk/answer.ts';
import { cursorExport } from '#sandbox/zendesk/export/cursor-based.ts';
import { DEFAULT_RULES, type ExportRules } from '#sandbox/zendesk/export/request.ts';
import { timeBasedExport } from '#sandbox/zendesk/export/time-based.ts';
import { ticketsTable } from '#sandbox/zendesk/tickets/table.ts';
import { createManualClock, NOW } from './manual-clock.ts';
import { type ParsedPage, parsePage } from './parsed.ts';

/**
 * Creates an account with one ticket per second. The ids start at 1 in this order.
 *
 * @param tieOrder - order of tickets with the same second on time-based pages; default by id
 */
export function createAccountWith(
  seconds: readonly number[],
  tieOrder: (id: number) => number = (id) => id,
): ZendeskAccount {
  const account = createAccount({ clock: createManualClock(), tieOrder });
  for (const second of seconds) account.create({ second });
  return account;
}

/** Requests a page of the time-based export at `second`. */
export function requestTimeBased(
  account: ZendeskAccount,
  query: string,
  rules: Partial<ExportRules> = {},
  second = NOW,
): Answer {
  return timeBasedExport(
    ticketsTable(account),
    { ...DEFAULT_RULES, ...rules },
    createRequest('/api/v2/incremental/tickets', query, second),
  );
}

/** Requests a page of the cursor-based export at `second`. */
export function requestCursorBased(
  account: ZendeskAccount,
  query: string,
  rules: Partial<ExportRules> = {},
  second = NOW,
): Answer {
  return cursorExport(
    ticketsTable(account),
    { ...DEFAULT_RULES, ...rules },
    createRequest('/api/v2/incremental/tickets/cursor', query, second),
  );
}

function createRequest(path: string, query: string, second: number): Parameters<typeof timeBasedExport>[2] {
  return { origin: 'http://zendesk.test', path, query: new URLSearchParams(query), nowMs: second * 1000 };
}

export function parse({ body }: Pick<Answer, 'body'>): ParsedPage {
  return parsePage(body);
}

export function ids(answer: Pick<Answer, 'body'>): number[] {
  return parse(answer).tickets.map(({ id }) => id);
}
