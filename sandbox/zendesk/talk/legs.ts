import type { AccountExport } from '../account/account.ts';
import { createRng } from '../rng.ts';
import { isoSecond } from '../time.ts';
import type { Call } from './call.ts';
import { createTalkExport } from './table.ts';

const FIRST_LEG = 38_360_117_430_893;
/** Ids are not consecutive. The step can be any number. */
const STEP = 20;
const MOST_LEGS = 3;

/** One side of a call: the customer or an agent. */
type Leg = {
  readonly id: number;
  readonly call: Call;
  readonly type: 'customer' | 'agent';
  readonly personId: number;
  /** The agent who transferred the call to this one. */
  readonly transferredFrom: number | null;
  readonly updatedAt: readonly number[];
};

/** The export of the legs of an account's calls: one for the customer and one for each agent. */
export const legsExport: AccountExport = (account) =>
  createTalkExport(account, 'legs', (call) =>
    listLegs(call).map((leg) => ({
      id: leg.id,
      updatedAt: leg.updatedAt,
      members: (version) => legMembers(leg, version, account.seed),
    })),
  );

/** A leg changes with its call or some seconds later. */
function listLegs(call: Call): Leg[] {
  const customer = { type: 'customer', personId: call.customerId, transferredFrom: null } as const;
  const agents = call.agents.map(
    (personId, index) => ({ type: 'agent', personId, transferredFrom: call.agents[index - 1] ?? null }) as const,
  );
  return [customer, ...agents].map((side, index) => ({
    ...side,
    id: FIRST_LEG + STEP * (MOST_LEGS * call.serial + index),
    call,
    updatedAt: call.updatedAt.map((second) => second + index),
  }));
}

/** Returns the members of a leg's version. The keys are those of the reference. Their order is not known. */
function legMembers(leg: Leg, version: number, seed: number): Record<string, unknown> {
  const rng = createRng(seed, 36, leg.id);
  const { call, personId, transferredFrom } = leg;
  const isAgent = leg.type === 'agent';
  const isBilled = version > 0;
  return {
    id: leg.id,
    created_at: isoSecond(call.createdAt),
    updated_at: isoSecond(leg.updatedAt[version] ?? call.createdAt),
    agent_id: isAgent ? personId : 0,
    user_id: isAgent ? 0 : personId,
    duration: call.waitTime + call.talkTime + call.holdTime,
    hold_time: call.holdTime,
    wrap_up_time: isAgent ? call.wrapUpTime : null,
    available_via: isAgent ? rng.pick(['browser', 'phone']) : null,
    forwarded_to: null,
    transferred_from: isAgent ? (transferredFrom ?? 0) : null,
    transferred_to: null,
    consultation_from: null,
    consultation_to: null,
    talk_time: call.talkTime,
    consultation_time: null,
    minutes_billed: isBilled ? Math.ceil((call.waitTime + call.talkTime) / 60) : null,
    call_charge: isBilled ? '0.013000' : null,
    conference_from: null,
    conference_to: null,
    conference_time: null,
    completion_status: call.agents.length > 0 ? 'completed' : 'customer_hang_up',
    type: leg.type,
    call_id: call.id,
    quality_issues: [isBilled ? rng.pick(['none', 'high_latency']) : 'information_not_available'],
  };
}
