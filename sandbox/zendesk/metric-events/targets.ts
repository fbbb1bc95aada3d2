import type { Rng } from '../rng.ts';
import type { Metric, MetricEvent } from './event.ts';

/** The target of a metric, from an SLA policy or a group SLA policy. */
export type Target = {
  readonly metric: Metric;
  readonly seconds: number;
  /** The type and details of the event that applies the target. */
  readonly applied: Required<Pick<MetricEvent, 'type' | 'details'>>;
};

/** A target of an SLA policy. */
type PolicyTarget = { readonly metric: Metric; readonly minutes: number; readonly businessHours: boolean };

/** An SLA policy with its targets. */
type Policy = {
  readonly id: number;
  readonly title: string;
  readonly description: string | null;
  readonly targets: readonly PolicyTarget[];
};

/** The policy that ticket events name. */
export const FIRST_REPLY: Policy = {
  id: 38_101_950_200_951,
  title: 'First reply within 20 minutes',
  description: null,
  targets: [{ metric: 'reply_time', minutes: 20, businessHours: false }],
};
const VIP: Policy = {
  id: 38_101_950_206_298,
  title: 'VIP – “gold”',
  description: 'Wait & resolution <24 h',
  targets: [
    { metric: 'requester_wait_time', minutes: 240, businessHours: true },
    { metric: 'resolution_time', minutes: 1440, businessHours: false },
  ],
};
/** The SLA policies of the account. */
export const SLA_POLICIES: readonly Policy[] = [FIRST_REPLY, VIP];
const OWNERSHIP = { id: 38_101_950_211_645, title: 'Group ownership', description: null };

const TARGETS: readonly (readonly Target[])[] = [[], ...SLA_POLICIES.map(slaTargets)];
const GROUP_TARGET = groupTarget('group_ownership_time', 60, OWNERSHIP);

/** Draws the targets of a ticket. Some tickets match no policy. */
export function drawTargets(rng: Rng): readonly Target[] {
  return [...rng.pick(TARGETS), ...(rng.chance(0.2) ? [GROUP_TARGET] : [])];
}

/** Members of `sla` as in the reference of the metric event types. */
function slaTargets({ targets, ...policy }: Policy): Target[] {
  return targets.map(({ metric, minutes, businessHours }) => {
    const sla = { target: minutes, target_in_seconds: minutes * 60, business_hours: businessHours, policy };
    return { metric, seconds: minutes * 60, applied: { type: 'apply_sla', details: { sla } } };
  });
}

function groupTarget(metric: Metric, minutes: number, policy: object): Target {
  const groupSla = { target: minutes, target_in_seconds: minutes * 60, business_hours: false, policy };
  return { metric, seconds: minutes * 60, applied: { type: 'apply_group_sla', details: { group_sla: groupSla } } };
}
