import { describe, expect, it, test } from 'vitest';
import { secondsToCatchUp } from '#cli/core/catch-up.ts';
import { monthlyCost } from '#cli/core/cost.ts';
import { planReplay, sampleEvenly } from '#cli/core/replay.ts';
import { pollsPerMonth, ticksPerMonth } from '#cli/core/ticks.ts';
import { epochSeconds } from '#cli/core/time.ts';

test.each([
  ['rate(1 minute)', 43_200],
  ['rate(5 minutes)', 8640],
  ['rate(1 hour)', 720],
  ['rate(2 days)', 15],
  ['cron(0 3 * * ? *)', 30],
  ['cron(*/10 * * * ? *)', 4320],
  ['cron(5/20 8-17 ? * * *)', 3 * 10 * 30],
  ['cron(0 0,12 1 * ? *)', 2],
  ['cron(0 9 ? * 2-6 *)', (30 * 5) / 7],
  ['cron(0 9 1 1,7 ? *)', 1 / 6],
  ['at(2026-11-24T00:00:00)', 1],
])('the schedule %s fires %d times a month', (expression, ticks) => {
  expect(ticksPerMonth(expression)).toBeCloseTo(ticks);
});

test.each([
  [43_200, 0, 43_200],
  [43_200, 270, 8_640],
  [43_200, 59, 43_200],
  [43_200, 60, 21_600],
  [8_640, 270, 8_640],
  [8_640, 300, 4_320],
  [30, 300, 30],
])('of %d ticks a month, with a rest of %d s between polls, %d poll', (ticks, pollSeconds, polls) => {
  expect(pollsPerMonth(ticks, pollSeconds, 1)).toBeCloseTo(polls);
});

test('a schedule of no known form is not guessed', () => {
  expect(ticksPerMonth('sometimes')).toBeUndefined();
});

describe('the cost', () => {
  const idle = {
    runsPerMonth: 8_640,
    restsPerMonth: 34_560,
    objectsPerMonth: 0,
    storedBytes: 0,
    itemBytes: 500,
    memoryMib: 512,
  };
  const sum = (volume: typeof idle): number => monthlyCost(volume).reduce((sum, { usd }) => sum + usd, 0);
  const of = (volume: typeof idle): Record<string, number> =>
    Object.fromEntries(monthlyCost(volume).map(({ item, usd }) => [item, usd]));

  it('of an idle export is what the README computes', () => {
    expect(of(idle)).toMatchObject({
      'Lambda, time': expect.closeTo(0.0806, 4),
      'Lambda, requests': expect.closeTo(0.0086, 4),
      'DynamoDB, writes': expect.closeTo(0.054, 4),
      'Secrets Manager': 0.4,
    });
    expect(sum(idle)).toBeCloseTo(0.54, 2);
  });

  it('of a million tickets is what the README computes', () => {
    const { 'Secrets Manager': _, ...lines } = of({
      ...idle,
      runsPerMonth: 8,
      restsPerMonth: 0,
      objectsPerMonth: 1000,
    });
    expect(lines['Lambda, time']).toBeCloseTo(0.04, 2);
    expect(lines['S3, writes']).toBeCloseTo(0.005, 4);
    expect(Object.values(lines).reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(0.05, 2);
  });

  it('grows with what lies in the lake and with the size of the item', () => {
    expect(of({ ...idle, storedBytes: 100 * 2 ** 30 })['S3, storage']).toBeCloseTo(2.3);
    expect(of({ ...idle, itemBytes: 10_000 })['DynamoDB, writes']).toBeCloseTo(0.54, 3);
  });
});

describe('a replay', () => {
  const objects = Array.from({ length: 4 }, () => ({ bytes: 50 }));
  const request = { pageSize: 1000, allowanceShare: 1 };

  it('takes a request of ten a minute for each page', () => {
    expect(planReplay(objects, [1000, 1000, 1000, 3000], request)).toEqual({
      objects: 4,
      bytes: 200,
      records: 6000,
      isExact: true,
      hours: 6 / 10 / 60,
    });
  });

  it('goes by the rate and page size of the export', () => {
    expect(planReplay(objects, [60], { ...request, pageSize: 10, requestsPerMinute: 1 })).toMatchObject({
      records: 240,
      isExact: false,
      hours: 24 / 60,
    });
  });

  it('goes by the share of the allowance', () => {
    expect(planReplay(objects, [1000], { ...request, allowanceShare: 0.5 })).toMatchObject({ hours: 4 / 5 / 60 });
  });

  it('of nothing takes nothing', () => {
    expect(planReplay([], [], request)).toEqual({ objects: 0, bytes: 0, records: 0, isExact: true, hours: 0 });
  });

  it('is told from a sample that is spread evenly', () => {
    expect(sampleEvenly([1, 2, 3], 3)).toEqual([1, 2, 3]);
    expect(sampleEvenly([0, 1, 2, 3, 4, 5], 3)).toEqual([0, 2, 4]);
  });
});

describe('catching up', () => {
  const NOW = 10_000_000_000;
  const object = (startTime: number, endTime: number, minutesAgo: number) => ({
    startTime,
    endTime,
    lastModifiedMs: NOW - minutesAgo * 60_000,
  });

  it('takes as long as the last hour tells, less the time that passes meanwhile', () => {
    // 6,600 s of the past read in 600 s: ten seconds gained in each.
    expect(secondsToCatchUp([object(0, 3000, 10), object(3000, 6600, 1)], 5000, NOW)).toBe(500);
  });

  it('goes by the last hour only', () => {
    expect(secondsToCatchUp([object(0, 900_000, 61), object(900_000, 901_200, 10)], 100, NOW)).toBe(100);
  });

  it('cannot be told where nothing is gained, or nothing was written', () => {
    expect(secondsToCatchUp([object(0, 600, 10)], 100, NOW)).toBeUndefined();
    expect(secondsToCatchUp([object(0, 90_000, 61)], 100, NOW)).toBeUndefined();
    expect(secondsToCatchUp([], 100, NOW)).toBeUndefined();
  });
});

describe('a time', () => {
  it.each([
    ['1790000000', 1_790_000_000],
    ['2026-11-24T00:00:00Z', 1_795_478_400],
    ['2026-11-24T01:00:00+01:00', 1_795_478_400],
  ])('%s is taken', (text, seconds) => {
    expect(epochSeconds(text)).toBe(seconds);
  });

  it.each(['yesterday', '2026-11-24T00:00:00', '-5', '1790000000000'])('%s is refused', (text) => {
    expect(() => epochSeconds(text)).toThrow(expect.objectContaining({ name: 'CommandError', exitCode: 2 }));
  });
});
