import type { Rng } from '../rng.ts';
import { hasAttachment, hasComment, isPublicComment } from '../tickets/comment.ts';
import type { ZendeskAccount } from './account.ts';
import type { Change } from './change.ts';

/**
 * Restores a deleted ticket. If a ticket is not deleted, redacts one of its comments or the attachment, or changes its
 * privacy. Ignores tickets without content.
 */
export function moderate(account: ZendeskAccount, id: number, rng: Rng, change: Change): void {
  const { facts } = account.current(id);
  if (facts.state === 'scrubbed') return;
  if (facts.state === 'deleted') {
    account.restore(id, change);
    return;
  }
  const revision = rng.int(0, facts.revision);
  if (!hasComment(facts, revision, account.seed)) return;
  const kind = rng.next();
  if (kind < 0.25) account.setPublic(id, revision, !isPublicComment(facts, revision, account.seed), change);
  else if (hasAttachment(facts, revision, account.seed)) {
    if (!facts.redactedFiles?.includes(revision)) account.redactFile(id, revision, change);
  } else if (!facts.redacted?.includes(revision)) account.redact(id, revision, change);
}
