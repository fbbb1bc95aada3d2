/** What the header of the exports' rate limit says of the window that its request fell into. */
export type RateHeader = {
  /** Requests that the account may make in a window; undefined where it is not told. */
  readonly total: number | undefined;
  /** Requests left in this window. */
  readonly remaining: number;
  /** Seconds until the next one. */
  readonly resets: number;
};

/**
 * What is known of an account's allowance, which all clients of its exports share. It outlives a run, since windows do:
 * what the run before has used of this one is neither others' use nor free. All times are epoch milliseconds.
 */
export type Allowance = {
  /**
   * How long to wait before the next start; 0 = now.
   * @param share - the part of a window's requests that may be ours, above 0 up to 1
   */
  wait(now: number, share: number): number;
  /** A request starts: one at a time, so that the next answer is its own. */
  started(now: number): void;
  /** @param refused - it was answered by 429, and so has used nothing up */
  told(now: number, header: RateHeader, refused: boolean): void;
};

type Window = {
  /** When it ends, as it was told last. */
  readonly endsAt: number;
  /** How long before its end that was told. */
  readonly lastsMs: number;
  readonly total: number;
  readonly remaining: number;
  /** Requests of ours in it. */
  readonly ours: number;
  /** Used before we looked, by others or by a run of ours in another process; undefined until an answer tells. */
  readonly before: number | undefined;
  /** What others have used of the window before, as far as we have seen it. */
  readonly expected: number;
  /** Whether we have looked so late that others have hardly used more. */
  readonly sawEnd: boolean;
  /** The window before was used up: whoever else came in it was refused, without our seeing it. */
  readonly isScarce: boolean;
};

/** Limits are told by the minute: a window that was not told of is taken to last one. */
const WINDOW_MS = 60_000;
/** `resets` may be rounded down, and requests are not always equally long under way. */
const ROUNDING_MS = 1_000;
/** How far two tellings of one window's end may lie apart; those of different windows are much further. */
const SAME_WINDOW_MS = 5_000;
/** How long before a window's end a look shows what others use of it. */
const LATE_MS = 5_000;
/** What is forgotten of others' requests with each window that was not looked at late. */
const FORGOTTEN = 0.1;

/**
 * The allowance of fixed windows. A window's end is counted from the start of the request that told it: its answer may
 * take long, but requests reach the limiter about equally soon. To wait a little longer costs nothing, as long as the
 * next window's requests fit into the rest of it.
 *
 * What others used of the last window is kept back for them in this one, but for one request, which is always ours. To
 * see what they use, our last request waits for the window's end, where there are others or may be.
 */
export function createAllowance(): Allowance {
  let window: Window | undefined;
  let startedAt = 0;

  return {
    wait(now, share) {
      window = present(window, now);
      return window === undefined ? 0 : Math.max(0, earliestStart(window, now, share) - now);
    },
    started(now) {
      startedAt = now;
      window = present(window, now);
      // Answers without the header (errors of the edge) count against the allowance all the same.
      if (window !== undefined) window = { ...window, ours: window.ours + 1, remaining: window.remaining - 1 };
    },
    told(now, header, refused) {
      const askedAt = Math.min(startedAt, now);
      const endsAt = askedAt + header.resets * 1000;
      const open = windowToldOf(window, endsAt);
      const ours = refused ? open.ours - 1 : open.ours;
      // Where it is not told, nobody else is taken to be there.
      const { remaining, total = remaining + ours + (open.before ?? 0) } = header;
      window = {
        ...open,
        // The last word counts: a request that was long under way told of too early an end.
        endsAt,
        lastsMs: header.resets * 1000,
        total,
        remaining,
        ours,
        before: open.before ?? total - remaining - ours,
        sawEnd: open.before !== undefined && askedAt >= endsAt - LATE_MS,
      };
    },
  };
}

/** The window at this moment, which may be one that nothing was told of. */
function present(window: Window | undefined, now: number): Window | undefined {
  if (window === undefined) return undefined;
  // A clock that was set back makes no window longer.
  const endsAt = Math.min(window.endsAt, now + window.lastsMs);
  const passed = Math.floor((now - endsAt - ROUNDING_MS) / WINDOW_MS) + 1;
  return passed > 0 ? following({ ...window, endsAt }, passed) : { ...window, endsAt };
}

function following({ total, endsAt, ...last }: Window, passed = 1): Window {
  const isNext = passed === 1;
  // What was not seen late may have been more, and is forgotten slowly.
  const expected = Math.max(othersIn({ total, ...last }), last.sawEnd ? 0 : last.expected - FORGOTTEN);
  return {
    endsAt: endsAt + passed * WINDOW_MS,
    lastsMs: WINDOW_MS,
    total,
    // One is tried, whatever was told.
    remaining: Math.max(1, total),
    ours: 0,
    before: isNext ? 0 : undefined,
    expected: isNext ? expected : 0,
    sawEnd: false,
    isScarce: isNext && last.remaining <= 0,
  };
}

/** Which window an answer tells of. The request that it answers is counted in the one given. */
function windowToldOf(
  window: Window | undefined,
  endsAt: number,
): Omit<Window, 'lastsMs' | 'total' | 'remaining' | 'sawEnd'> {
  if (window === undefined) return { ...UNTOLD, endsAt };
  // It has begun earlier than expected: this request is our first in it.
  if (endsAt > window.endsAt + SAME_WINDOW_MS) return { ...following(window), endsAt, ours: 1 };
  // It is another one than expected: what of it is others' use is not known.
  return endsAt < window.endsAt - SAME_WINDOW_MS ? { ...window, before: undefined } : window;
}

/** The window of our first answer, before it is read. */
const UNTOLD = { ours: 1, before: undefined, expected: 0, isScarce: false };

/** When the next request may start: in this window, or in the one after it. */
function earliestStart(window: Window, now: number, share: number): number {
  const { endsAt, remaining, ours, isScarce } = window;
  const others = othersIn(window);
  const expected = Math.max(others, window.expected);
  const free = freeOf(window, expected - others, share);
  // One of each window is ours.
  if (ours === 0 && remaining > 0) return now;
  if (free <= 0) return earliestStart(following(window), endsAt + ROUNDING_MS, share);
  return free === 1 && (expected > 0 || isScarce) ? Math.max(now, endsAt - LATE_MS) : now;
}

/** What others have used of a window since we look at it. */
const othersIn = ({ total, remaining, ours, before }: Omit<Window, 'endsAt'>): number =>
  before === undefined ? 0 : Math.max(0, total - remaining - ours - before);

/** How many more requests of a window may be ours, where so many are kept back. */
function freeOf({ total, remaining, ours }: Window, keptBack: number, share: number): number {
  const quota = share === 1 ? Infinity : Math.max(1, Math.floor(total * share));
  return Math.min(quota - ours, Math.floor(remaining - keptBack));
}
