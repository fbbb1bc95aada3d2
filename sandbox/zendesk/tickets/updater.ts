import type { TicketVersion } from '../account/version.ts';
import { createRng } from '../rng.ts';

/** Zendesk itself as the author of a change. */
export const SYSTEM = -1;

/** Returns the user who creates or changes a ticket: the submitter, then mostly the assignee, or the requester. */
export function ticketUpdater(
  before: TicketVersion | undefined,
  { facts, references }: TicketVersion,
  seed: number,
): number {
  const [requester = SYSTEM, submitter = requester, agent = submitter] = references.users;
  if (before === undefined) return submitter;
  return createRng(seed, facts.id, 10, facts.revision).chance(0.3) ? requester : agent;
}
