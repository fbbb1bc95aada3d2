/** A time in which a zone's offset is not its standard one: daylight saving time, or an offset of former years. */
export type OffsetPeriod = {
  /** Epoch milliseconds of the first moment, and of the first one after it. */
  readonly start: number;
  readonly end: number;
  /** Minutes to add to the standard offset. */
  readonly minutes: number;
};

export type ZoneOffsets = {
  /** Minutes to add to UTC. */
  readonly standard: number;
  readonly periods: readonly OffsetPeriod[];
};

/** The years whose offsets are listed. Zendesk was founded in 2007. */
const FIRST = Date.UTC(2007, 0, 1);
const LAST = Date.UTC(2038, 0, 1);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** No offset was shorter: Morocco changes it for Ramadan. */
const STEP = 14 * DAY;

/**
 * The offsets of a time zone as Node's own copy of the IANA data has them.
 *
 * @param zone - its IANA name
 * @throws RangeError if Node does not know the zone
 */
export function offsetsOf(zone: string): ZoneOffsets {
  const offsetAt = offsetIn(zone);
  const changes = changesOf(offsetAt);
  const lastYear = [LAST - 365 * DAY, ...changes.filter((time) => time > LAST - 365 * DAY)];
  const standard = Math.min(...lastYear.map(offsetAt));
  const starts = [FIRST, ...changes];
  const periods = starts.map((start, index) => ({
    start,
    end: starts[index + 1] ?? LAST,
    minutes: offsetAt(start) - standard,
  }));
  return { standard, periods: periods.filter(({ minutes }) => minutes !== 0) };
}

/** Returns a function from epoch milliseconds to minutes. */
function offsetIn(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, year: 'numeric', timeZoneName: 'longOffset' });
  return (time) => {
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(format.format(time)) ?? [];
    return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  };
}

/** The moments from which another offset is valid. */
function changesOf(offsetAt: (time: number) => number): number[] {
  const changes: number[] = [];
  for (let time = FIRST; time < LAST; time += STEP) {
    let [before, after] = [time, Math.min(time + STEP, LAST)];
    if (offsetAt(before) === offsetAt(after)) continue;
    while (after - before > MINUTE) {
      const middle = before + Math.floor((after - before) / 2 / MINUTE) * MINUTE;
      if (offsetAt(middle) === offsetAt(before)) before = middle;
      else after = middle;
    }
    changes.push(after);
  }
  return changes;
}
