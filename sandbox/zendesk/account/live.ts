import type { ZendeskAccount, Change } from './account.ts';
import { createRng, type Rng } from '../rng.ts';
import type { TicketFacts } from '../tickets/ticket.ts';
import { wholeSecond } from '../time.ts';

/** Makes what happened in an account in the seconds that ended after `fromMs`, up to `toMs` (epoch milliseconds). */
export type LiveActivity = (account: ZendeskAccount, fromMs: number, toMs: number) => void;

/** How long Zendesk holds every change back. A change is late only if it shows later than that. */
export const HOLD_BACK_SECONDS = 60;

/** How busy an account is. */
export type LiveOptions = {
  /** Changes a minute on average; each minute is quieter or busier than that. */
  readonly perMinute: number;
  /** Of 0 to 1: changes that the export shows late. Default 0. */
  readonly lateShare?: number;
  /** How long after its own second such a change shows at most, at least `HOLD_BACK_SECONDS`. Default 240. */
  readonly lateSeconds?: number;
  /** How many tickets a bulk change stamps with one second at most. Default 40. */
  readonly bulkTickets?: number;
  /** Default 1. */
  readonly seed?: number;
};

/**
 * Ongoing changes of an account. There is no timer: the simulator asks for the changes since its last answer. They do
 * not depend on how often it asks, because each second has its own random numbers.
 */
export function liveActivity(options: LiveOptions): LiveActivity {
  const { perMinute, lateShare = 0, lateSeconds = 240, bulkTickets = 40, seed = 1 } = options;
  return (account, fromMs, toMs) => {
    for (let second = wholeSecond(fromMs); second < wholeSecond(toMs); second += 1) {
      // 0.5 to 1.5 times the average, by minute.
      const activityFactor = 0.5 + createRng(seed, 7, Math.floor(second / 60)).next();
      const rng = createRng(seed, 8, second);
      for (let events = rng.poisson((perMinute * activityFactor) / 60); events > 0; events -= 1) {
        const late = rng.chance(lateShare)
          ? { visibleFrom: second * 1000 + rng.int(HOLD_BACK_SECONDS * 1000, lateSeconds * 1000) }
          : {};
        applyRandomChange(account, rng, { second, ...late }, bulkTickets);
      }
    }
  };
}

function applyRandomChange(
  account: ZendeskAccount,
  rng: Rng,
  change: Change & { second: number },
  bulkTickets: number,
): void {
  const kind = rng.next();
  // People work on the newest tickets; the system touches any.
  const recent = account.size - rng.int(0, Math.ceil(account.size / 5));
  const any = rng.int(1, Math.max(1, account.size));
  const facts = (id: number): TicketFacts | undefined =>
    id >= 1 && id <= account.size && account.current(id).facts.generatedTimestamp <= change.second
      ? account.current(id).facts
      : undefined;
  const editable = (id: number): boolean => facts(id)?.state === 'open';

  if (kind < 0.55 && editable(recent)) account.update(recent, change);
  else if (kind >= 0.55 && kind < 0.68 && facts(any)) account.systemUpdate(any, change);
  else if (kind >= 0.68 && kind < 0.71 && editable(recent)) {
    account.delete(recent, { ...change, permanently: rng.chance(0.2) });
  } else if (kind >= 0.71 && kind < 0.75) {
    const ids = Array.from({ length: rng.int(1, bulkTickets) }, (_, index) => recent - index).filter(editable);
    account.bulkUpdate(ids, change.second, change.visibleFrom);
  } else account.create({ ...change, supportType: rng.chance(0.05) ? 'ai_agent' : 'agent' });
}
