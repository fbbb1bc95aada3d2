import { describe, expect, it } from 'vitest';
import { secondsToCatchUp } from '#cli/core/catch-up.ts';
import { planReplay, sampleEvenly } from '#cli/core/replay.ts';
import { parseTime } from '#cli/core/time.ts';

describe('planReplay', () => {
  const objects = Array.from({ length: 4 }, () => ({ bytes: 50 }));
  const rate = { pageSize: 1000, allowanceShare: 1, allowedPerMinute: 10 };

  it('assumes the requests per minute of the rate limit, one per page', () => {
    expect(planReplay(objects, [1000, 1000, 1000, 3000], rate)).toEqual({
      objects: 4,
      bytes: 200,
      records: 6000,
      isExact: true,
      hours: 6 / 10 / 60,
    });
  });

  it('uses requestsPerMinute and pageSize of the export', () => {
    expect(planReplay(objects, [60], { ...rate, pageSize: 10, requestsPerMinute: 1 })).toMatchObject({
      records: 240,
      isExact: false,
      hours: 24 / 60,
    });
  });

  it('uses the allowanceShare of the export', () => {
    expect(planReplay(objects, [1000], { ...rate, allowanceShare: 0.5 })).toMatchObject({ hours: 4 / 5 / 60 });
  });

  it('returns zeros without objects', () => {
    expect(planReplay([], [], rate)).toEqual({ objects: 0, bytes: 0, records: 0, isExact: true, hours: 0 });
  });
});

describe('sampleEvenly', () => {
  it('returns all items, or a sample that is spread evenly', () => {
    expect(sampleEvenly([1, 2, 3], 3)).toEqual([1, 2, 3]);
    expect(sampleEvenly([0, 1, 2, 3, 4, 5], 3)).toEqual([0, 2, 4]);
  });
});

describe('secondsToCatchUp', () => {
  const NOW = 10_000_000_000;
  const object = (startTime: number, endTime: number, minutesAgo: number) => ({
    startTime,
    endTime,
    lastModifiedMs: NOW - minutesAgo * 60_000,
  });

  it('divides the lag by the speed of the last hour, less the time that passes meanwhile', () => {
    // 6,600 s of the past read in 600 s, which gains ten seconds per second.
    expect(secondsToCatchUp([object(0, 3000, 10), object(3000, 6600, 1)], 5000, NOW)).toBe(500);
  });

  it('ignores objects written more than an hour ago', () => {
    expect(secondsToCatchUp([object(0, 900_000, 61), object(900_000, 901_200, 10)], 100, NOW)).toBe(100);
  });

  it('returns undefined if the lag does not shrink or nothing was written', () => {
    expect(secondsToCatchUp([object(0, 600, 10)], 100, NOW)).toBeUndefined();
    expect(secondsToCatchUp([object(0, 90_000, 61)], 100, NOW)).toBeUndefined();
    expect(secondsToCatchUp([], 100, NOW)).toBeUndefined();
  });
});

describe('parseTime', () => {
  it.each([
    ['1790000000', 1_790_000_000],
    ['2026-11-24T00:00:00Z', 1_795_478_400],
    ['2026-11-24T01:00:00+01:00', 1_795_478_400],
  ])('parses %s', (text, seconds) => {
    expect(parseTime(text)).toBe(seconds);
  });

  it.each(['yesterday', '2026-11-24T00:00:00', '-5', '1790000000000'])('rejects %s', (text) => {
    expect(() => parseTime(text)).toThrow(expect.objectContaining({ name: 'CommandError', exitCode: 2 }));
  });
});
