import { createRng } from '../rng.ts';
import { description, redact } from './text.ts';
import type { TicketFacts } from './ticket.ts';

/** True if the change to this revision of a ticket added a comment. The first comment is the description. */
export const hasComment = ({ id, revision: latest }: TicketFacts, revision: number, seed: number): boolean =>
  revision === 0 || (revision <= latest && createRng(seed, id, 14, revision).chance(0.6));

/** True if the requester can read the comment of this revision. */
export const isPublicComment = (ticket: number, revision: number, seed: number): boolean =>
  revision === 0 || createRng(seed, ticket, 15, revision).chance(0.75);

/** Returns the text of a later comment. */
export function commentBody({ id, redacted = [] }: TicketFacts, revision: number, seed: number): string {
  const body = description(createRng(seed, id, 16, revision), 150);
  return redacted.includes(revision) ? redact(body) : body;
}

/** Returns the number of a ticket's public comments. */
export function countPublicComments(facts: TicketFacts, seed: number): number {
  const revisions = Array.from({ length: facts.revision + 1 }, (_, revision) => revision);
  return revisions.filter((revision) => hasComment(facts, revision, seed) && isPublicComment(facts.id, revision, seed))
    .length;
}
