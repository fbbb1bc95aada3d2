import type { Rng } from '../rng.ts';
import type { Metric, MetricEvent } from './event.ts';
import type { Target } from './targets.ts';

/** Writes events to the export. `visibleFrom` is when the export shows the result, in epoch milliseconds. */
export type EventWriter = {
  /** @returns a handle for `withdraw` */
  write(event: MetricEvent, visibleFrom: number): number;
  /** Marks an event as deleted. Its `time` stays. */
  withdraw(handle: number, visibleFrom: number): void;
};

/** A change of a ticket. */
export type Moment = {
  /** Its time in epoch seconds. */
  readonly second: number;
  /** Epoch milliseconds at which Zendesk writes its events. */
  readonly writtenAt: number;
  readonly rng: Rng;
};

export type ClockState = 'stopped' | 'running' | 'paused';

/** Zendesk's maximum delay in writing events, in seconds (estuary/connectors, `TICKET_METRIC_EVENTS_LAG`). */
const LATEST = 1800;
/** Seconds by which a breach can be written early. Recorded in 2026: 48. */
const EARLIEST = 59;
/** Share of breaches that are withdrawn later, e.g. because the ticket's policy has changed. */
const WITHDRAWN_SHARE = 0.15;

/** Draws when the events of a change are written: after the hold-back of other exports, sometimes much later. */
export function drawWrittenAt(second: number, rng: Rng): number {
  return (second + (rng.chance(0.7) ? rng.int(61, 300) : rng.int(301, LATEST))) * 1000;
}

/** Measures one metric of a ticket and writes its events. */
export class MetricClock {
  readonly metric: Metric;
  state: ClockState = 'stopped';

  readonly #ticketId: number;
  readonly #target: Target | undefined;
  readonly #writer: EventWriter;
  #instance = 0;
  /** When it began to run, and the seconds that it ran before. */
  #since = 0;
  #elapsed = 0;
  /** True if the current instance has a breach that stays. */
  #isBreached = false;
  #breach: { readonly handle: number; readonly second: number } | undefined;

  constructor(ticketId: number, metric: Metric, target: Target | undefined, writer: EventWriter) {
    this.#ticketId = ticketId;
    this.metric = metric;
    this.#target = target;
    this.#writer = writer;
  }

  /** Writes the events of a change to another state. */
  move(to: ClockState, moment: Moment): void {
    if (to === this.state) return;
    this.#withdrawBreach(moment);
    if (to === 'running') this.#start(moment);
    else this.#stop(to, moment);
    this.state = to;
  }

  #start(moment: Moment): void {
    const isNew = this.state === 'stopped';
    if (isNew) {
      this.#instance += 1;
      this.#elapsed = 0;
      this.#isBreached = false;
    }
    this.#since = moment.second;
    this.#write({ type: 'activate' }, moment);
    if (!this.#target) return;
    if (isNew) this.#write({ type: this.#target.type, target: this.#target }, moment);
    const seconds = this.#target.minutes * 60 - this.#elapsed;
    if (!this.#isBreached) this.#planBreach(moment.second + Math.max(1, seconds), moment);
  }

  #stop(to: ClockState, moment: Moment): void {
    if (this.state === 'running') this.#elapsed += moment.second - this.#since;
    this.#write({ type: to === 'paused' ? 'pause' : 'fulfill' }, moment);
    if (to === 'paused' || !this.#target) return;
    // A third of the time are business hours.
    const status = { calendar: Math.floor(this.#elapsed / 60), business: Math.floor(this.#elapsed / 180) };
    this.#write({ type: 'update_status', status }, moment);
  }

  /** Writes a breach in advance. Sometimes the export shows it before its time. */
  #planBreach(second: number, { writtenAt, rng }: Moment): void {
    const ownTime = rng.chance(0.3) ? (second - rng.int(1, EARLIEST)) * 1000 : drawWrittenAt(second, rng);
    const handle = this.#write({ type: 'breach' }, { second, writtenAt: Math.max(writtenAt, ownTime) });
    this.#breach = { handle, second };
  }

  /** Withdraws a breach that does not happen, and some of the others. */
  #withdrawBreach({ second, writtenAt, rng }: Moment): void {
    if (!this.#breach) return;
    this.#isBreached = second >= this.#breach.second && !rng.chance(WITHDRAWN_SHARE);
    if (!this.#isBreached) this.#writer.withdraw(this.#breach.handle, writtenAt);
    this.#breach = undefined;
  }

  #write(event: Pick<MetricEvent, 'type' | 'target' | 'status'>, { second, writtenAt }: Omit<Moment, 'rng'>): number {
    const { metric } = this;
    return this.#writer.write(
      { ticketId: this.#ticketId, metric, instance: this.#instance, second, ...event },
      writtenAt,
    );
  }
}
