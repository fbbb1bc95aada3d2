import { createRng, type Rng } from '../rng.ts';
import { wholeSecond } from '../time.ts';
import type { ZendeskAccount } from './account.ts';

/** A past for an account. Shares are of 0 to 1. */
export type History = {
  /** How many tickets to create, those of `pinned` included. */
  readonly tickets: number;
  /** The moment (epoch milliseconds) that the past is reckoned from. */
  readonly nowMs: number;
  /** Nothing happens in the last so many seconds before `nowMs`. Default 600: all has settled. */
  readonly endsBefore?: number;
  /** Seconds from the first ticket to the last change. Default 400 days, so that the first tickets are archived. */
  readonly spanSeconds?: number;
  /** A second with which a bulk job stamps `tickets` of them. Default `second`: two thirds through the span. */
  readonly pinned?: { readonly tickets: number; readonly second?: number };
  /** Tickets that AI agents answer. Default 0.05. */
  readonly aiAgentShare?: number;
  /** Tickets deleted later, a third of them for good. Default 0.03. */
  readonly deletedShare?: number;
  /** Default 1. */
  readonly seed?: number;
};

/** A ticket is changed again after about this many seconds, if at all: most within a day, some after weeks. */
const MEDIAN_SECONDS_TO_CHANGE = 8 * 3600;
/** A burst (an import, an outage, a macro run) is one second in which this many tickets arrive on average. */
const BURST = 6;
/** Of so many tickets, one job changes a few dozen within one second. */
const TICKETS_PER_MACRO = 400;
const ARCHIVED_AFTER_SECONDS = 120 * 86_400;

/** Fills an account with tickets over a span of time, in bursts and singly, most of them changed since. */
export function fillHistory(account: ZendeskAccount, history: History): void {
  const { tickets, nowMs, endsBefore = 600, spanSeconds = 400 * 86_400, pinned } = history;
  const { aiAgentShare = 0.05, deletedShare = 0.03, seed = 1 } = history;
  const rng = createRng(seed, 6);
  const end = wholeSecond(nowMs) - endsBefore;
  const start = end - spanSeconds;
  const pinnedSecond = pinned?.second ?? start + Math.floor((spanSeconds * 2) / 3);
  if (pinned && (pinned.tickets > tickets || pinnedSecond < start || pinnedSecond > end)) {
    throw new RangeError('the pinned second needs tickets and a place within the history');
  }

  // The first tickets are the pinned ones' candidates, so they have to exist before that second.
  const creations = [
    ...arrivals(rng, pinned?.tickets ?? 0, start, pinnedSecond),
    ...arrivals(rng, tickets - (pinned?.tickets ?? 0), start, end),
  ].sort((one, other) => one - other);

  const toPin: number[] = [];
  for (const second of creations) {
    const archived = second < wholeSecond(nowMs) - ARCHIVED_AFTER_SECONDS;
    const id = account.create({
      second,
      supportType: rng.chance(aiAgentShare) ? 'ai_agent' : 'agent',
      closed: archived,
    });
    if (second <= pinnedSecond && toPin.length < (pinned?.tickets ?? 0)) toPin.push(id);
    else grow(account, id, rng, deletedShare, end);
  }
  runMacros(account, rng, new Set(toPin), { start, end });
  if (toPin.length > 0) account.bulkUpdate(toPin, pinnedSecond);
}

/** Creation times, a third of them in bursts. */
function arrivals(rng: Rng, tickets: number, from: number, to: number): number[] {
  const seconds: number[] = [];
  while (seconds.length < tickets) {
    const second = rng.int(from, to);
    const together = rng.chance(1 / (2 * BURST)) ? rng.int(2, 2 * BURST - 2) : 1;
    for (let i = 0; i < together && seconds.length < tickets; i += 1) seconds.push(second);
  }
  return seconds;
}

/** Up to three changes after a ticket's creation; what would come after the end does not happen. */
function grow(account: ZendeskAccount, id: number, rng: Rng, deletedShare: number, end: number): void {
  let second = account.current(id).facts.generatedTimestamp;
  const later = (): boolean => {
    second += Math.ceil(rng.lognormal(MEDIAN_SECONDS_TO_CHANGE, 1.8));
    return second <= end;
  };
  for (let changes = rng.int(0, 2); changes > 0 && later(); changes -= 1) account.update(id, { second });
  if (rng.chance(0.3) && later()) account.systemUpdate(id, { second });
  if (rng.chance(deletedShare) && later()) account.delete(id, { second, permanently: rng.chance(1 / 3) });
}

/** Changes to several tickets at once, here and there; a pinned second keeps all of its tickets. */
function runMacros(
  account: ZendeskAccount,
  rng: Rng,
  untouchable: ReadonlySet<number>,
  { start, end }: { start: number; end: number },
): void {
  for (let left = Math.floor(account.size / TICKETS_PER_MACRO); left > 0; left -= 1) {
    const second = rng.int(start, end);
    const ids = Array.from({ length: rng.int(5, 50) }, () => rng.int(1, account.size)).filter(
      (id) => !untouchable.has(id) && account.current(id).facts.generatedTimestamp <= second,
    );
    account.bulkUpdate(ids, second);
  }
}
