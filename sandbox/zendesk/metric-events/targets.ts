import { createRng, type Rng } from '../rng.ts';
import { type TicketFacts, ticketStatus } from '../tickets/ticket.ts';
import type { Metric } from './event.ts';

/** The members of a policy in its events. */
type PolicyName = { readonly id: number; readonly title: string; readonly description: string | null };

/** The target of a metric, from an SLA policy or a group SLA policy. */
export type Target = {
  readonly metric: Metric;
  readonly minutes: number;
  readonly businessHours: boolean;
  readonly policy: PolicyName;
  /** The type of the event that applies the target. */
  readonly type: 'apply_sla' | 'apply_group_sla';
};

/** An SLA policy with its targets. */
type Policy = { readonly name: PolicyName; readonly targets: readonly Target[] };

/** The targets of an SLA policy: metric, minutes, and whether they are business hours. */
type TargetValues = readonly (readonly [metric: Metric, minutes: number, businessHours: boolean])[];

const slaPolicy = (policy: PolicyName, targets: TargetValues): Policy => ({
  name: policy,
  targets: targets.map(([metric, minutes, businessHours]) => ({
    metric,
    minutes,
    businessHours,
    policy,
    type: 'apply_sla',
  })),
});

/** The SLA policies of the account. */
export const SLA_POLICIES: readonly Policy[] = [
  slaPolicy({ id: 38_101_950_200_951, title: 'First reply within 20 minutes', description: null }, [
    ['reply_time', 20, false],
  ]),
  slaPolicy({ id: 38_101_950_206_298, title: 'VIP – “gold”', description: 'Wait & resolution <24 h' }, [
    ['requester_wait_time', 240, true],
    ['resolution_time', 1440, false],
  ]),
];
const GROUP_TARGET: Target = {
  metric: 'group_ownership_time',
  minutes: 60,
  businessHours: false,
  policy: { id: 38_101_950_211_645, title: 'Group ownership', description: null },
  type: 'apply_group_sla',
};

/** Draws the policy of a ticket, and returns the random numbers for the rest. */
function drawPolicy(facts: TicketFacts, seed: number): { readonly policy: Policy | undefined; readonly rng: Rng } {
  const rng = createRng(seed, 31, facts.id);
  return { policy: SLA_POLICIES[rng.int(-1, SLA_POLICIES.length - 1)], rng };
}

const isEnded = (facts: TicketFacts, seed: number): boolean => ['solved', 'closed'].includes(ticketStatus(facts, seed));

/** Returns the SLA policy of a new ticket. Some match none, and none applies to tickets that are solved already. */
export const policyOf = (facts: TicketFacts, seed: number): PolicyName | undefined =>
  isEnded(facts, seed) ? undefined : drawPolicy(facts, seed).policy?.name;

/** Draws the targets of a new ticket. Some match no policy, and none applies to tickets that are solved already. */
export function drawTargets(facts: TicketFacts, seed: number): readonly Target[] {
  if (isEnded(facts, seed)) return [];
  const { policy, rng } = drawPolicy(facts, seed);
  return [...(policy?.targets ?? []), ...(rng.chance(0.2) ? [GROUP_TARGET] : [])];
}
