/** Virtual time as a queue of events. Hours of a scenario take milliseconds, and the order is deterministic. */
export type Timeline = {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Schedules an event. Events at the same time run in the order in which they were scheduled.
   * @param ms - epoch milliseconds; an event in the past runs next
   * @returns a function that cancels the event
   */
  at(ms: number, event: () => void | Promise<void>): () => void;
  /** Runs all events up to `until` (epoch milliseconds), including those that are scheduled meanwhile. */
  run(until: number): Promise<void>;
  /** Runs events until the condition holds or no events are left. */
  runUntil(isOver: () => boolean): Promise<void>;
};

type Scheduled = { readonly at: number; readonly serial: number; readonly event: () => void | Promise<void> };

export function createTimeline(start: number): Timeline {
  let now = start;
  let serial = 0;
  /** Sorted by time, the next event last. */
  const queue: Scheduled[] = [];
  const cancelled = new WeakSet<Scheduled>();

  function schedule(scheduled: Scheduled): void {
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = queue[middle];
      if (other !== undefined && isLater(other, scheduled)) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, scheduled);
  }

  async function step(): Promise<void> {
    const scheduled = queue.pop();
    if (scheduled === undefined || cancelled.has(scheduled)) return;
    now = Math.max(now, scheduled.at);
    await scheduled.event();
    // The code under test only waits for promises, so after one turn of the event loop it waits for the next event.
    await new Promise(setImmediate);
  }

  return {
    now: () => now,
    at(ms, event) {
      serial += 1;
      const scheduled = { at: ms, serial, event };
      schedule(scheduled);
      return () => void cancelled.add(scheduled);
    },
    async run(until) {
      for (let next = queue.at(-1); next !== undefined && next.at <= until; next = queue.at(-1)) await step();
      now = Math.max(now, until);
    },
    async runUntil(isOver) {
      while (!isOver() && queue.length > 0) await step();
    },
  };
}

const isLater = (one: Scheduled, other: Scheduled): boolean =>
  one.at > other.at || (one.at === other.at && one.serial > other.serial);
