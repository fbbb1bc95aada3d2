import type { ZendeskAccount } from '../account/account.ts';
import type { TicketChange } from '../account/ticket-log.ts';
import { createRng, type Rng } from '../rng.ts';
import { ticketAgents } from '../tickets/ticket.ts';
import { SYSTEM } from '../tickets/updater.ts';

/** A phone call about a ticket. Times are epoch seconds, durations are seconds. */
export type Call = {
  /** 0 for the account's first call. */
  readonly serial: number;
  readonly id: number;
  readonly ticketId: number;
  readonly direction: 'inbound' | 'outbound';
  readonly createdAt: number;
  /** The first time that an export shows the call, and its changes, hours later. */
  readonly updatedAt: readonly number[];
  readonly customerId: number;
  readonly groupId: number | null;
  /** The agents on the call, the first one first. None if no agent answered. */
  readonly agents: readonly number[];
  readonly waitTime: number;
  readonly talkTime: number;
  readonly holdTime: number;
  readonly wrapUpTime: number;
};

const FIRST_CALL = 38_360_088_814_475;
/** Ids are not consecutive. The step can be any number. */
const STEP = 20;

/** Calls the listener with each call of the account. Every listener gets the same calls in the same order. */
export function followCalls(account: ZendeskAccount, listener: (call: Call) => void): void {
  let serial = 0;
  account.subscribe((change) => {
    const rng = createRng(account.seed, 33, change.after.id, change.after.second);
    const direction = drawDirection(change, rng);
    if (direction === undefined) return;
    listener(drawCall(serial, direction, change, rng));
    serial += 1;
  });
}

/** A ticket from the phone channel starts with a call. An agent sometimes calls the requester of a ticket. */
function drawDirection({ before, after, updater }: TicketChange, rng: Rng): Call['direction'] | undefined {
  if (!before) return after.members.via['channel'] === 'voice' ? 'inbound' : undefined;
  const isAgent = updater !== SYSTEM && updater !== after.references.requester;
  return isAgent && after.facts.state === 'open' && rng.chance(0.06) ? 'outbound' : undefined;
}

function drawCall(serial: number, direction: Call['direction'], { after, updater }: TicketChange, rng: Rng): Call {
  const { requester, group } = after.references;
  const others = ticketAgents(after.references);
  const available = direction === 'outbound' ? [updater, ...others] : others;
  const agents = rng.chance(0.75) ? [...new Set(available)].slice(0, rng.int(1, 2)) : [];
  const isAnswered = agents.length > 0;
  return {
    serial,
    id: FIRST_CALL + STEP * serial,
    ticketId: after.id,
    direction,
    createdAt: after.second,
    updatedAt: drawUpdates(after.second, rng),
    customerId: requester,
    groupId: group,
    agents,
    waitTime: rng.int(3, 600),
    talkTime: isAnswered ? Math.ceil(rng.lognormal(180, 1)) : 0,
    holdTime: isAnswered && rng.chance(0.2) ? rng.int(5, 300) : 0,
    wrapUpTime: isAnswered ? rng.int(0, 240) : 0,
  };
}

/**
 * Draws the times of a call's versions. The first is 40 minutes to 3 hours after the call (recorded in 2026), because of
 * wrap-up and recording. Charges and transcripts follow hours later.
 */
function drawUpdates(createdAt: number, rng: Rng): number[] {
  const updates = [createdAt + rng.int(2400, 10_800)];
  for (let last = updates[0]; last !== undefined && updates.length < 3 && rng.chance(0.5); last = updates.at(-1)) {
    updates.push(last + rng.int(3600, 100_000));
  }
  return updates;
}
