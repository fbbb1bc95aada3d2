import { describe, expect, it } from 'vitest';
import { monthlyCost, type MonthlyVolume, pollsPerMonth, unitCosts } from '#common/cost-model.ts';
import { PRICES } from '#common/prices.ts';

const sum = (volume: MonthlyVolume): number => monthlyCost(volume).reduce((total, { usd }) => total + usd, 0);
const costs = (volume: MonthlyVolume): Record<string, number> =>
  Object.fromEntries(monthlyCost(volume).map(({ item, usd }) => [item, usd]));

describe('monthlyCost', () => {
  const idle: MonthlyVolume = {
    runs: 8_640,
    skippedRuns: 34_560,
    objects: 0,
    storedBytes: 0,
    itemBytes: 500,
    memoryMib: 512,
  };
  it('returns the costs in the README for an idle export', () => {
    expect(costs(idle)).toMatchObject({
      'Lambda, time': expect.closeTo(0.0806, 4),
      'Lambda, requests': expect.closeTo(0.0086, 4),
      'DynamoDB, writes': expect.closeTo(0.054, 4),
      'Secrets Manager': 0.4,
    });
    expect(sum(idle)).toBeCloseTo(0.54, 2);
  });

  it('returns the costs in the README for a million tickets', () => {
    const { 'Secrets Manager': _, ...lines } = costs({ ...idle, runs: 8, skippedRuns: 0, objects: 1000 });
    expect(lines['Lambda, time']).toBeCloseTo(0.04, 2);
    expect(lines['S3, writes']).toBeCloseTo(0.005, 4);
    expect(Object.values(lines).reduce((total, usd) => total + usd, 0)).toBeCloseTo(0.05, 2);
  });

  it('increases with the stored bytes and the size of the cursor item', () => {
    expect(costs({ ...idle, storedBytes: 100 * 2 ** 30 })['S3, storage']).toBeCloseTo(2.3);
    expect(costs({ ...idle, itemBytes: 10_000 })['DynamoDB, writes']).toBeCloseTo(0.54, 3);
  });
});

describe('unitCosts', () => {
  it('returns prices that add up to the monthly cost of the same volume', () => {
    const volume = { runs: 8, skippedRuns: 0, objects: 1000, storedBytes: 0, itemBytes: 500, memoryMib: 512 };
    const { millisecond, run, page } = unitCosts(volume.memoryMib);
    const lines = monthlyCost(volume);
    const seconds = (lines.find(({ item }) => item === 'Lambda, time')?.quantity ?? 0) * 2;
    const total = lines.filter(({ item }) => item !== 'Secrets Manager').reduce((sum, { usd }) => sum + usd, 0);
    // A run's first page is checkpointed by the write that releases the lease, so only its PUT is left.
    const furtherPages = volume.objects - volume.runs;
    const costOfUnits = seconds * 1000 * millisecond + volume.runs * (run + PRICES.put) + furtherPages * page;
    expect(costOfUnits).toBeCloseTo(total, 9);
  });
});

describe('pollsPerMonth', () => {
  it.each([
    [43_200, 0, 43_200],
    [43_200, 270, 8_640],
    [43_200, 58, 43_200],
    [43_200, 59, 43_200],
    [43_200, 60, 21_600],
    [8_640, 270, 8_640],
    [8_640, 300, 4_320],
    [30, 300, 30],
  ])('returns for %d invocations with pollSeconds %d: %d polls', (invocations, pollSeconds, polls) => {
    expect(pollsPerMonth(invocations, pollSeconds)).toBeCloseTo(polls);
  });
});
