import { createRng } from '../rng.ts';
import { type TicketFacts, ticketReferences } from './ticket.ts';

/** Zendesk itself as the author of a change. */
export const SYSTEM = -1;

/** Returns the user who creates or changes a ticket: the submitter, then mostly the assignee, or the requester. */
export function ticketUpdater(before: TicketFacts | undefined, facts: TicketFacts, seed: number): number {
  const { requester, submitter, assignee } = ticketReferences(facts, seed);
  if (before === undefined) return submitter;
  return createRng(seed, facts.id, 10, facts.revision).chance(0.3) ? requester : (assignee ?? submitter);
}
