/** Virtual time as a queue of events: a scenario of hours is played in milliseconds, and always in the same order. */
export type Timeline = {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Plans an event. Of two at one moment the one planned first comes first.
   * @param ms - epoch milliseconds; what lies in the past happens next
   * @returns what cancels it
   */
  at(ms: number, event: () => void | Promise<void>): () => void;
  /** Lets happen what is planned up to `until` (epoch milliseconds), and what that plans in turn. */
  run(until: number): Promise<void>;
  /** The same, until the condition holds or nothing is left to happen. */
  runUntil(isOver: () => boolean): Promise<void>;
};

type Planned = { readonly at: number; readonly serial: number; readonly event: () => void | Promise<void> };

export function createTimeline(start: number): Timeline {
  let now = start;
  let serial = 0;
  /** Sorted, the next one last. */
  const queue: Planned[] = [];
  const cancelled = new WeakSet<Planned>();

  function plan(planned: Planned): void {
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = queue[middle];
      if (other !== undefined && isLater(other, planned)) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, planned);
  }

  async function step(): Promise<void> {
    const planned = queue.pop();
    if (planned === undefined || cancelled.has(planned)) return;
    now = Math.max(now, planned.at);
    await planned.event();
    // Everything under test goes on by promises alone, so after one turn of the event loop it has come to rest.
    await new Promise(setImmediate);
  }

  return {
    now: () => now,
    at(ms, event) {
      serial += 1;
      const planned = { at: ms, serial, event };
      plan(planned);
      return () => void cancelled.add(planned);
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

const isLater = (one: Planned, other: Planned): boolean =>
  one.at > other.at || (one.at === other.at && one.serial > other.serial);
