import { drawAnswer } from '../tickets/rating.ts';
import type { Rng } from '../rng.ts';
import type { ZendeskAccount } from './account.ts';
import type { Change } from './change.ts';

const NOTES = ['Called the customer back.', 'Bitte nicht erstatten 🙏', 'See the order in the shop.'];

/**
 * Adds an event that often follows the handling of a ticket: a note, a rating, an undelivered mail, or a merge into an older
 * ticket. Ignores tickets without content.
 */
export function addAftermath(account: ZendeskAccount, id: number, rng: Rng, change: Change & { second: number }): void {
  const { state, rating } = account.current(id).facts;
  if (state === 'scrubbed' || state === 'deleted' || state === 'merged') return;
  const kind = rng.next();
  if (kind < 0.3) account.rate(id, rating ? drawAnswer(rng) : { score: 'offered' }, change);
  else if (kind < 0.5) account.reportUndelivered(id, change);
  else if (kind < 0.8 || id === 1) account.comment(id, rng.pick(NOTES), { ...change, isPublic: rng.chance(0.5) });
  else {
    const target = account.current(rng.int(1, id - 1)).facts;
    const isOpen = target.state === 'open' && target.generatedTimestamp <= change.second;
    if (isOpen && state === 'open') account.merge(id, target.id, change);
  }
}
