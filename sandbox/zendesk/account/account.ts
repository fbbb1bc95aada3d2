import type { ExpectedRecord } from '../export/expected-records.ts';
import type { ExportTable } from '../export/table.ts';
import { isVisible } from '../export/visibility.ts';
import { createLists, type Lists } from '../lists/lists.ts';
import { createOrganizations, type Organizations } from '../organizations/organizations.ts';
import { createRng } from '../rng.ts';
import { ticketsTable } from '../tickets/table.ts';
import { renderTicket, type RenderTicket, type SupportType } from '../tickets/ticket.ts';
import { createUsers, type Users } from '../users/users.ts';
import { createTickets, type Tickets } from './tickets.ts';
import type { TicketVersion } from './version.ts';

/**
 * An export of an account in addition to its tickets. It is created with the account, before the first ticket, so that it
 * can follow every change.
 */
export type AccountExport = (account: ZendeskAccount) => ExportTable;

/** One ticket of a complete export. Its text is that of a page without embedded sideloads. */
type ExpectedTicket = ExpectedRecord & {
  /** The same as `second`. */
  readonly generatedTimestamp: number;
  readonly supportType: SupportType;
};

/** A simulated account: its tickets, and the users, organizations and lists to which they refer. */
export type ZendeskAccount = Tickets & {
  readonly subdomain: string;
  /** Random seed of the account's content. */
  readonly seed: number;
  /** The exports of the account: its tickets first, then those it was created with. */
  readonly tables: readonly ExportTable[];
  readonly users: Users;
  readonly organizations: Organizations;
  /** The groups, fields, macros and other lists, by name. */
  readonly lists: Lists;
  /** Returns the latest version of all tickets by id, visible or not. */
  latestRecords(): ExpectedTicket[];
  /** Returns the records of a complete export at `nowMs` (epoch milliseconds), by `generated_timestamp`, then id. */
  expectedRecords(nowMs: number, holdBackSeconds?: number): ExpectedTicket[];
};

/** Settings of a new account. */
export type AccountOptions = {
  /** Zendesk's clock. Changes without a second get its time. */
  readonly clock: { now(): number };
  /** Random seed of the account's content. The same seed and operations give the same bytes. Default 1. */
  readonly seed?: number;
  /** Default `acme`. */
  readonly subdomain?: string;
  /** Renders each version of a ticket. Default: tickets as large and irregular as real ones. */
  readonly render?: RenderTicket;
  /** Exports in addition to the tickets. Default: none. */
  readonly exports?: readonly AccountExport[];
  /** Order of tickets with the same second on time-based pages, on which Zendesk does not sort by id. Default: random. */
  readonly tieOrder?: (id: number) => number;
};

/** Creates an account without tickets. */
export function createAccount(options: AccountOptions): ZendeskAccount {
  const { clock, seed = 1, subdomain = 'acme', render = renderTicket } = options;
  const { tieOrder = (id) => createRng(seed, 9, id).next(), exports = [] } = options;
  const related = {
    userText: (id: number): string => account.users.current(id).text,
    organizationText: (id: number): string => account.organizations.current(id).text,
    groupText: (id: number): string => account.lists.groups.current(id).text,
    ticketFormText: (id: number): string => account.lists.ticket_forms.current(id).text,
    roleText: (id: number): string => account.lists.custom_roles.current(id).text,
  };
  const tickets = createTickets({ seed, subdomain, render, tieOrder, ...related }, clock);
  const { latest, loseOrganization, ...operations } = tickets;
  const tables: ExportTable[] = [];
  // Created on first use: most accounts in tests never show them.
  let users: Users | undefined;
  let organizations: Organizations | undefined;
  let lists: Lists | undefined;

  const account: ZendeskAccount = {
    ...operations,
    get size() {
      return tickets.size;
    },
    subdomain,
    seed,
    tables,
    get users() {
      return (users ??= createUsers({ clock, seed, subdomain, ...related }));
    },
    get organizations() {
      return (organizations ??= createOrganizations({
        clock,
        seed,
        subdomain,
        detach: (id, change) => {
          account.users.leaveOrganization(id, change);
          loseOrganization(id, change);
        },
      }));
    },
    get lists() {
      return (lists ??= createLists({
        clock,
        seed,
        subdomain,
        tickets,
        users: () => account.users.log,
        organizations: () => account.organizations.log,
      }));
    },
    latestRecords: () => latest().map(toRecord),
    expectedRecords: (nowMs, holdBackSeconds = 60) =>
      tickets
        .inCursorOrder()
        .filter((version) => isVisible(version, nowMs, holdBackSeconds))
        .map(toRecord),
  };
  tables.push(ticketsTable(account), ...exports.map((create) => create(account)));
  return account;
}

function toRecord(version: TicketVersion): ExpectedTicket {
  const { id, generatedTimestamp, supportType } = version.facts;
  return { id, second: generatedTimestamp, generatedTimestamp, supportType, text: version.text };
}
