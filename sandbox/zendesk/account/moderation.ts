import type { Rng } from '../rng.ts';
import { hasComment } from '../tickets/comment.ts';
import type { ZendeskAccount } from './account.ts';
import type { Change } from './change.ts';

/** Restores a deleted ticket, or redacts one of its comments if it is not deleted. Ignores tickets without content. */
export function moderate(account: ZendeskAccount, id: number, rng: Rng, change: Change): void {
  const { facts } = account.current(id);
  if (facts.state === 'scrubbed') return;
  if (facts.state === 'deleted') {
    account.restore(id, change);
    return;
  }
  const revision = rng.int(0, facts.revision);
  const isReadable = hasComment(facts, revision, account.seed) && !facts.redacted?.includes(revision);
  if (isReadable) account.redact(id, revision, change);
}
