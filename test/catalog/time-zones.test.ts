import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIME_ZONE_NAMES } from '#catalog/dbt-zendesk/time-zone-names.ts';
import { offsetsOf } from '#catalog/dbt-zendesk/time-zones.ts';

const ZONES = new Map(Object.keys(TIME_ZONE_NAMES).map((zone) => [zone, offsetsOf(zone)]));

/** Minutes between the wall clock of a zone and UTC. */
function wallClockOffset(zone: string, time: number): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return (Date.parse(`${format.format(time).replace(' ', 'T')}Z`) - Math.floor(time / 1000) * 1000) / 60_000;
}

describe('offsetsOf', () => {
  it('agrees with the wall clock of every zone at any time', () => {
    const anyTime = fc.integer({ min: Date.UTC(2007, 0, 1), max: Date.UTC(2037, 11, 31) });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES.keys()), anyTime, (zone, time) => {
        const { standard = NaN, periods = [] } = ZONES.get(zone) ?? {};
        const period = periods.find(({ start, end }) => start <= time && time < end);
        expect(standard + (period?.minutes ?? 0)).toBe(wallClockOffset(zone, time));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the last summer of Berlin by the rule of the European Union', () => {
    expect(ZONES.get('Europe/Berlin')?.periods.at(-1)).toEqual({
      start: Date.UTC(2037, 2, 29, 1),
      end: Date.UTC(2037, 9, 25, 1),
      minutes: 60,
    });
  });

  it('shows a former offset as a period', () => {
    expect(ZONES.get('America/Caracas')).toEqual({
      standard: -240,
      periods: [{ start: Date.UTC(2007, 11, 9, 7), end: Date.UTC(2016, 4, 1, 7), minutes: -30 }],
    });
  });

  it('gives periods that do not overlap', () => {
    for (const { periods } of ZONES.values()) {
      for (const [index, { start, end }] of periods.entries()) {
        expect(end).toBeGreaterThan(start);
        expect(periods[index + 1]?.start ?? end).toBeGreaterThanOrEqual(end);
      }
    }
  });

  it('throws for a zone that does not exist', () => {
    expect(() => offsetsOf('Europe/Atlantis')).toThrow(RangeError);
  });
});

it('every name of a time zone occurs once', () => {
  const names = Object.values(TIME_ZONE_NAMES).flat();
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
});
