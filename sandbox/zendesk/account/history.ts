import { addAftermath } from './aftermath.ts';
import { moderate } from './moderation.ts';
import { createRng, type Rng } from '../rng.ts';
import { wholeSecond } from '../time.ts';
import type { ZendeskAccount } from './account.ts';

/** A ticket history to generate. Shares are from 0 to 1. */
export type History = {
  /** Number of tickets to create, including those of `pinned`. */
  readonly tickets: number;
  /** Reference time of the history in epoch milliseconds. */
  readonly nowMs: number;
  /** Seconds without changes before `nowMs`. Default 600: all records are older than the default lookback window. */
  readonly endsBefore?: number;
  /** Seconds from the first ticket to the last change. Default 400 days, so that the first tickets are archived. */
  readonly spanSeconds?: number;
  /** A second that a bulk job gives to this many tickets. Default `second`: after two thirds of the span. */
  readonly pinned?: { readonly tickets: number; readonly second?: number };
  /** Share of tickets handled by AI agents. Default 0.05. */
  readonly aiAgentShare?: number;
  /** Share of tickets deleted later, a third of them permanently. Default 0.03. */
  readonly deletedShare?: number;
  /** Share of tickets that a moderator restores if they are deleted, or else redacts or makes private. Default 0. */
  readonly moderatedShare?: number;
  /** Share of tickets with a note, a rating, an undelivered mail or a merge after their other changes. Default 0. */
  readonly aftermathShare?: number;
  /** Default 1. */
  readonly seed?: number;
};

/** Median seconds until a ticket's next change: most change within a day, some after weeks. */
const MEDIAN_SECONDS_TO_CHANGE = 8 * 3600;
/** Average number of tickets in a burst: one second with an import, an outage or a macro run. */
const BURST = 6;
/** Tickets per macro run. A macro run changes a few dozen tickets within one second. */
const TICKETS_PER_MACRO = 400;
const ARCHIVED_AFTER_SECONDS = 120 * 86_400;

/** Fills an account with tickets over a time span, in bursts and one by one. Most of them have changed since. */
export function fillHistory(account: ZendeskAccount, history: History): void {
  const { tickets, nowMs, endsBefore = 600, spanSeconds = 400 * 86_400, pinned } = history;
  const { aiAgentShare = 0.05, deletedShare = 0.03, moderatedShare = 0, aftermathShare = 0, seed = 1 } = history;
  const rng = createRng(seed, 6);
  const end = wholeSecond(nowMs) - endsBefore;
  const start = end - spanSeconds;
  const pinnedSecond = pinned?.second ?? start + Math.floor((spanSeconds * 2) / 3);
  if (pinned && (pinned.tickets > tickets || pinnedSecond < start || pinnedSecond > end)) {
    throw new RangeError(
      'the pinned second must be within the history and must not have more tickets than the history',
    );
  }

  // The tickets to pin have to exist before the pinned second.
  const creations = [
    ...drawArrivals(rng, pinned?.tickets ?? 0, start, pinnedSecond),
    ...drawArrivals(rng, tickets - (pinned?.tickets ?? 0), start, end),
  ].sort((one, other) => one - other);

  const toPin: number[] = [];
  for (const second of creations) {
    const isArchived = second < wholeSecond(nowMs) - ARCHIVED_AFTER_SECONDS;
    const id = account.create({
      second,
      supportType: rng.chance(aiAgentShare) ? 'ai_agent' : 'agent',
      closed: isArchived,
    });
    if (second <= pinnedSecond && toPin.length < (pinned?.tickets ?? 0)) toPin.push(id);
    else {
      applyChanges(account, id, rng, deletedShare, end);
      actLater(account, id, createRng(seed, 40, id), { share: aftermathShare, end, act: addAftermath });
      actLater(account, id, createRng(seed, 26, id), { share: moderatedShare, end, act: moderate });
    }
  }
  runMacros(account, rng, new Set(toPin), { start, end });
  if (toPin.length > 0) account.bulkUpdate(toPin, pinnedSecond);
}

/** Draws creation times, a third of them in bursts. */
function drawArrivals(rng: Rng, tickets: number, from: number, to: number): number[] {
  const seconds: number[] = [];
  while (seconds.length < tickets) {
    const second = rng.int(from, to);
    const together = rng.chance(1 / (2 * BURST)) ? rng.int(2, 2 * BURST - 2) : 1;
    for (let i = 0; i < together && seconds.length < tickets; i += 1) seconds.push(second);
  }
  return seconds;
}

/** Applies up to three changes after a ticket's creation, unless they would be after the end. */
function applyChanges(account: ZendeskAccount, id: number, rng: Rng, deletedShare: number, end: number): void {
  let second = account.current(id).facts.generatedTimestamp;
  const advance = (): boolean => {
    second += Math.ceil(rng.lognormal(MEDIAN_SECONDS_TO_CHANGE, 1.8));
    return second <= end;
  };
  for (let changes = rng.int(0, 2); changes > 0 && advance(); changes -= 1) account.update(id, { second });
  if (rng.chance(0.3) && advance()) account.systemUpdate(id, { second });
  if (rng.chance(deletedShare) && advance()) account.delete(id, { second, permanently: rng.chance(1 / 3) });
}

/** A later act on a share of the tickets, before the end of the history. */
type LaterAct = {
  readonly share: number;
  readonly end: number;
  readonly act: (account: ZendeskAccount, id: number, rng: Rng, change: { readonly second: number }) => void;
};

/** Acts on a ticket within a week after its last change, up to three times. */
function actLater(account: ZendeskAccount, id: number, rng: Rng, { share, end, act }: LaterAct): void {
  if (!rng.chance(share)) return;
  for (let acts = rng.int(1, 3); acts > 0; acts -= 1) {
    const { generatedTimestamp } = account.current(id).facts;
    act(account, id, rng, { second: rng.int(generatedTimestamp, Math.min(end, generatedTimestamp + 7 * 86_400)) });
  }
}

/** Applies macro runs to random tickets, except to those of the pinned second. */
function runMacros(
  account: ZendeskAccount,
  rng: Rng,
  pinned: ReadonlySet<number>,
  { start, end }: { start: number; end: number },
): void {
  for (let macros = Math.floor(account.size / TICKETS_PER_MACRO); macros > 0; macros -= 1) {
    const second = rng.int(start, end);
    const ids = Array.from({ length: rng.int(5, 50) }, () => rng.int(1, account.size)).filter(
      (id) => !pinned.has(id) && account.current(id).facts.generatedTimestamp <= second,
    );
    account.bulkUpdate(ids, second);
  }
}
