import type { Tickets } from '../account/tickets.ts';
import type { TicketFacts } from '../tickets/ticket.ts';

/** The tickets of an account, for lists that follow them. */
export type TicketList = {
  /** Random seed of the account's content. */
  readonly seed: number;
  readonly tickets: Pick<Tickets, 'size' | 'current'>;
};

/**
 * Returns a function that visits each ticket that is new since its last call. So a list that is not asked for costs
 * nothing.
 *
 * @param visit - called with a ticket's latest facts; must depend only on those that never change
 */
export function followTickets({ tickets }: TicketList, visit: (facts: TicketFacts) => void): () => void {
  let visited = 0;
  return () => {
    for (; visited < tickets.size; visited += 1) visit(tickets.current(visited + 1).facts);
  };
}
