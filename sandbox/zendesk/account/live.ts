import type { ZendeskAccount } from './account.ts';
import { addAftermath } from './aftermath.ts';
import type { Change } from './change.ts';
import { moderate } from './moderation.ts';
import { changePeople } from './people-changes.ts';
import { changeLists } from '../lists/changes.ts';
import { createRng, type Rng } from '../rng.ts';
import type { TicketFacts } from '../tickets/ticket.ts';
import { wholeSecond } from '../time.ts';

/** Applies the changes of an account in the seconds that ended after `fromMs`, up to `toMs` (epoch milliseconds). */
export type LiveActivity = (account: ZendeskAccount, fromMs: number, toMs: number) => void;

/** Seconds for which Zendesk holds back every change. A change is late only if it becomes visible later. */
export const HOLD_BACK_SECONDS = 60;

/** Settings of an account's ongoing changes. */
export type LiveOptions = {
  /** Average changes of tickets per minute. The rate varies from minute to minute. */
  readonly perMinute: number;
  /** Average changes of users and organizations per minute. Default 0. */
  readonly peoplePerMinute?: number;
  /** Average acts of a moderator per minute, who redacts comments and restores tickets. Default 0. */
  readonly moderatedPerMinute?: number;
  /** Average notes, ratings, undelivered mails and merges per minute. Default 0. */
  readonly aftermathPerMinute?: number;
  /** Average changes of groups, fields, macros and other lists per minute. They are never late. Default 0. */
  readonly listsPerMinute?: number;
  /** Share of late changes, from 0 to 1. Default 0. */
  readonly lateShare?: number;
  /** Maximum delay of a late change in seconds, at least `HOLD_BACK_SECONDS`. Default 240. */
  readonly lateSeconds?: number;
  /** Maximum number of tickets of a bulk change. Default 40. */
  readonly bulkTickets?: number;
  /** Default 1. */
  readonly seed?: number;
};

/**
 * Creates ongoing changes of an account. There is no timer: before each response, the simulator applies the changes since
 * the last one. They do not depend on the number of calls, because each second has its own random numbers.
 */
export function liveActivity(options: LiveOptions): LiveActivity {
  const { lateShare = 0, lateSeconds = 240, seed = 1 } = options;
  const kinds = listKinds(options).filter(({ perMinute }) => perMinute > 0);
  return (account, fromMs, toMs) => {
    for (let second = wholeSecond(fromMs); second < wholeSecond(toMs); second += 1) {
      // From 0.5 to 1.5 times the average, per minute.
      const activityFactor = 0.5 + createRng(seed, 7, Math.floor(second / 60)).next();
      for (const { stream, perMinute, apply } of kinds) {
        const rng = createRng(seed, stream, second);
        for (let events = rng.poisson((perMinute * activityFactor) / 60); events > 0; events -= 1) {
          const late = rng.chance(lateShare)
            ? { visibleFrom: second * 1000 + rng.int(HOLD_BACK_SECONDS * 1000, lateSeconds * 1000) }
            : {};
          apply(account, rng, { second, ...late });
        }
      }
    }
  };
}

/** A kind of change. Each has its own random numbers, so that one does not depend on the others' rates. */
type Kind = {
  readonly stream: number;
  readonly perMinute: number;
  readonly apply: (account: ZendeskAccount, rng: Rng, change: TimedChange) => void;
};

/** A change at a known time. */
type TimedChange = Change & { readonly second: number };

const listKinds = ({
  perMinute,
  peoplePerMinute = 0,
  moderatedPerMinute = 0,
  aftermathPerMinute = 0,
  listsPerMinute = 0,
  bulkTickets = 40,
}: LiveOptions): readonly Kind[] => [
  { stream: 8, perMinute, apply: (account, rng, change) => applyRandomChange(account, rng, change, bulkTickets) },
  { stream: 27, perMinute: peoplePerMinute, apply: changePeople },
  { stream: 28, perMinute: moderatedPerMinute, apply: actOnAny(moderate) },
  { stream: 41, perMinute: aftermathPerMinute, apply: actOnAny(addAftermath) },
  { stream: 57, perMinute: listsPerMinute, apply: changeLists },
];

/** Returns a change that acts on any ticket that has not changed later. */
const actOnAny =
  (act: (account: ZendeskAccount, id: number, rng: Rng, change: TimedChange) => void): Kind['apply'] =>
  (account, rng, change) => {
    if (account.size === 0) return;
    const id = rng.int(1, account.size);
    if (account.current(id).facts.generatedTimestamp <= change.second) act(account, id, rng, change);
  };

function applyRandomChange(account: ZendeskAccount, rng: Rng, change: TimedChange, bulkTickets: number): void {
  const kind = rng.next();
  // Agents work on the newest tickets. System updates affect any ticket.
  const recent = account.size - rng.int(0, Math.ceil(account.size / 5));
  const any = rng.int(1, Math.max(1, account.size));
  const facts = (id: number): TicketFacts | undefined =>
    id >= 1 && id <= account.size && account.current(id).facts.generatedTimestamp <= change.second
      ? account.current(id).facts
      : undefined;
  const isEditable = (id: number): boolean => facts(id)?.state === 'open';

  if (kind < 0.55 && isEditable(recent)) account.update(recent, change);
  else if (kind >= 0.55 && kind < 0.68 && facts(any)) account.systemUpdate(any, change);
  else if (kind >= 0.68 && kind < 0.71 && isEditable(recent)) {
    account.delete(recent, { ...change, permanently: rng.chance(0.2) });
  } else if (kind >= 0.71 && kind < 0.75) {
    const ids = Array.from({ length: rng.int(1, bulkTickets) }, (_, index) => recent - index).filter(isEditable);
    account.bulkUpdate(ids, change.second, change.visibleFrom);
  } else account.create({ ...change, supportType: rng.chance(0.05) ? 'ai_agent' : 'agent' });
}
