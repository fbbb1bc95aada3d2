import type { TicketChange } from '../account/ticket-log.ts';
import { createRng } from '../rng.ts';
import { hasComment, wasPublicComment } from '../tickets/comment.ts';
import { isAgent } from '../tickets/people.ts';
import { type TicketFacts, ticketStatus } from '../tickets/ticket.ts';
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
 * Creates the clocks of a new ticket. Call the result with each of its changes, from the creation on.
 */
export function createClocks(facts: TicketFacts, seed: number, writer: EventWriter): (change: TicketChange) => void {
  const { id: ticketId } = facts;
  const targets = drawTargets(facts, seed);
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
    for (const clock of clocks) clock.move(nextState(clock, change, seed), moment);
  };
}

/** Returns the state of a clock after a change. An agent's public comment stops `reply_time` until the requester's next. */
function nextState({ metric, state }: MetricClock, change: TicketChange, seed: number): ClockState {
  const status = ticketStatus(change.after.facts, seed);
  if (ENDED.has(status)) return 'stopped';
  if (metric !== 'reply_time') return PAUSED_IN.get(metric)?.includes(status) ? 'paused' : 'running';
  const author = findPublicAuthor(change, seed);
  if (author === undefined) return state;
  return isAgent(author) ? 'stopped' : 'running';
}

/** Returns the author of the public comment that a change adds to a ticket, if there is one. */
function findPublicAuthor({ before, after, updater }: TicketChange, seed: number): number | undefined {
  const { facts } = after;
  const isNew = before !== undefined && before.facts.revision !== facts.revision;
  const isPublic = hasComment(facts, facts.revision, seed) && wasPublicComment(facts, facts.revision, seed);
  return isNew && isPublic ? updater : undefined;
}
