import type { Rng } from '../rng.ts';
import type { Metric, MetricEvent } from './event.ts';

/** The target of a metric, from an SLA policy or a group SLA policy. */
export type Target = {
  readonly metric: Metric;
  readonly seconds: number;
  /** The type and details of the event that applies the target. */
  readonly applied: Required<Pick<MetricEvent, 'type' | 'details'>>;
};

const FIRST_REPLY = { id: 38_101_950_200_951, title: 'First reply within 20 minutes', description: null };
const VIP = { id: 38_101_950_206_298, title: 'VIP – “gold”', description: 'Wait & resolution <24 h' };
const OWNERSHIP = { id: 38_101_950_211_645, title: 'Group ownership', description: null };

const TARGETS: readonly (readonly Target[])[] = [
  [],
  [slaTarget('reply_time', 20, false, FIRST_REPLY)],
  [slaTarget('requester_wait_time', 240, true, VIP), slaTarget('resolution_time', 1440, false, VIP)],
];
const GROUP_TARGET = groupTarget('group_ownership_time', 60, OWNERSHIP);

/** Draws the targets of a ticket. Some tickets match no policy. */
export function drawTargets(rng: Rng): readonly Target[] {
  return [...rng.pick(TARGETS), ...(rng.chance(0.2) ? [GROUP_TARGET] : [])];
}

/** Members of `sla` as in the reference of the metric event types. */
function slaTarget(metric: Metric, minutes: number, businessHours: boolean, policy: object): Target {
  const sla = { target: minutes, target_in_seconds: minutes * 60, business_hours: businessHours, policy };
  return { metric, seconds: minutes * 60, applied: { type: 'apply_sla', details: { sla } } };
}

function groupTarget(metric: Metric, minutes: number, policy: object): Target {
  const groupSla = { target: minutes, target_in_seconds: minutes * 60, business_hours: false, policy };
  return { metric, seconds: minutes * 60, applied: { type: 'apply_group_sla', details: { group_sla: groupSla } } };
}
