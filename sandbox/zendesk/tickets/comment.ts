import { createRng } from '../rng.ts';
import { description, redact } from './text.ts';
import type { TicketFacts } from './ticket.ts';

/** The content of a comment that does not depend on random numbers. */
export type WrittenComment = { readonly body: string; readonly isPublic: boolean };

/** True if the change to this revision of a ticket added a comment. The first comment is the description. */
export function hasComment({ id, revision: latest, written }: TicketFacts, revision: number, seed: number): boolean {
  if (revision === 0 || revision > latest) return revision === 0;
  return written?.has(revision) === true || createRng(seed, id, 14, revision).chance(0.6);
}

/** True if the requester could read the comment of this revision when it was written. */
export const wasPublicComment = ({ id, written }: TicketFacts, revision: number, seed: number): boolean =>
  written?.get(revision)?.isPublic ?? (revision === 0 || createRng(seed, id, 15, revision).chance(0.75));

/** True if the requester can read the comment of this revision now. */
export const isPublicComment = (facts: TicketFacts, revision: number, seed: number): boolean =>
  wasPublicComment(facts, revision, seed) !== (facts.switched?.includes(revision) ?? false);

/** True if the comment of this revision came with an attachment. */
export const hasAttachment = ({ id }: TicketFacts, revision: number, seed: number): boolean =>
  createRng(seed, id, 31, revision).chance(0.1);

/** Returns the text of a later comment. */
export function commentBody({ id, redacted = [], written }: TicketFacts, revision: number, seed: number): string {
  const body = written?.get(revision)?.body ?? description(createRng(seed, id, 16, revision), 150);
  return redacted.includes(revision) ? redact(body) : body;
}

/** Returns the number of a ticket's public comments. */
export function countPublicComments(facts: TicketFacts, seed: number): number {
  const revisions = Array.from({ length: facts.revision + 1 }, (_, revision) => revision);
  return revisions.filter((revision) => hasComment(facts, revision, seed) && isPublicComment(facts, revision, seed))
    .length;
}
