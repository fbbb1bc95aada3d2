import type { TicketChange } from '../account/tickets.ts';
import type { TicketVersion } from '../account/version.ts';
import { createRng } from '../rng.ts';
import { SYSTEM } from '../tickets/updater.ts';
import { type ClockState, drawWrittenAt, type EventWriter, MetricClock } from './clock.ts';
import type { Metric } from './event.ts';
import { drawTargets } from './targets.ts';

/** Metrics with a `measure` event for every new ticket. */
const MEASURED: readonly Metric[] = [
  'agent_work_time',
  'pausable_update_time',
  'periodic_update_time',
  'reply_time',
  'requester_wait_time',
  'resolution_time',
];
/** Metrics with a clock for every ticket, and the statuses that pause it. */
const PAUSED_IN: ReadonlyMap<Metric, readonly string[]> = new Map<Metric, readonly string[]>([
  ['agent_work_time', ['pending', 'hold']],
  ['reply_time', []],
  ['requester_wait_time', ['pending']],
  ['resolution_time', []],
]);
const ENDED: ReadonlySet<string> = new Set(['solved', 'closed', 'deleted']);

/**
 * Creates the clocks of a new ticket. Call the result with each of its changes, from the creation on. SLA policies do not
 * apply to tickets that are created as closed.
 */
export function createClocks(
  { id: ticketId, members }: TicketVersion,
  seed: number,
  writer: EventWriter,
): (change: TicketChange) => void {
  const targets = ENDED.has(members.status) ? [] : drawTargets(createRng(seed, 31, ticketId));
  const metrics = new Set([...PAUSED_IN.keys(), ...targets.map(({ metric }) => metric)]);
  const clocks = Array.from(metrics, (metric) => {
    const target = targets.find((each) => each.metric === metric);
    return new MetricClock(ticketId, metric, target, writer);
  });

  return (change) => {
    const { second } = change.after;
    const rng = createRng(seed, 32, ticketId, second);
    const moment = { second, rng, writtenAt: drawWrittenAt(second, rng) };
    if (!change.before) {
      for (const metric of MEASURED) {
        writer.write({ ticketId, metric, instance: 0, type: 'measure', second }, moment.writtenAt);
      }
      for (const clock of clocks) clock.move('running', moment);
    }
    for (const clock of clocks) clock.move(nextState(clock, change), moment);
  };
}

/** Returns the state of a clock after a change. An agent's reply stops `reply_time` until the requester's next change. */
function nextState({ metric, state }: MetricClock, { before, after, updater }: TicketChange): ClockState {
  const { status } = after.members;
  if (ENDED.has(status)) return 'stopped';
  if (metric === 'reply_time') {
    if (!before || updater === SYSTEM) return state;
    return updater === after.references.users[0] ? 'running' : 'stopped';
  }
  return PAUSED_IN.get(metric)?.includes(status) ? 'paused' : 'running';
}
