import { describe, expect, it } from 'vitest';
import {
  type AccountVolume,
  type CostLine,
  type ExportVolume,
  monthlyCost,
  pollsPerMonth,
  sharedCost,
} from '#common/cost-model.ts';

const INVOCATIONS = 43_200;
const IDLE = { objects: 0, storedBytes: 0, itemBytes: 500 };
const ONE: ExportVolume = { ...IDLE, polls: 8_640 };

const account = (exports: readonly ExportVolume[], invocations = INVOCATIONS): AccountVolume => ({
  invocations,
  exports,
  memoryMib: 512,
});

const sum = (lines: readonly CostLine[]): number => lines.reduce((total, { usd }) => total + usd, 0);
const costs = (volume: AccountVolume): Record<string, number> =>
  Object.fromEntries(monthlyCost(volume).map(({ item, usd }) => [item, usd]));

/** All eight resources, polled every five minutes, except ticket_metric_events. */
const eight = (objectsPerPoll: number): AccountVolume =>
  account(
    Array.from({ length: 8 }, (_, i) => {
      const polls = pollsPerMonth(INVOCATIONS, i === 4 ? 1_800 : 270);
      return { ...IDLE, polls, objects: polls * objectsPerPoll };
    }),
  );

/** The cost of Lambda's time for this many exports. */
const timeOf = (count: number): number => costs(account(Array.from({ length: count }, () => ONE)))['Lambda, time'] ?? 0;

/** The cost of the metrics of an export with this many objects. */
const metricsOf = (objects: number): number => costs(account([{ ...ONE, objects }]))['CloudWatch, metrics'] ?? 0;

describe('monthlyCost', () => {
  it('returns at most $3.50 for an idle account with eight exports, with monitoring but without the dashboard', () => {
    const usd = sum([...monthlyCost(eight(0)), ...sharedCost({ dashboard: false })]);
    expect(usd).toBeCloseTo(3.41, 2);
    expect(usd).toBeLessThanOrEqual(3.5);
  });

  it('returns the cost in the README for eight exports that change between all polls', () => {
    const busy = eight(1);
    expect(sum([...monthlyCost(busy), ...sharedCost({ dashboard: false })])).toBeCloseTo(8.51, 2);
    expect(costs(busy)['CloudWatch, metrics']).toBeCloseTo((5 + 8 * 2) * 0.3, 9);
  });

  it('returns the costs of an idle export', () => {
    expect(costs(account([ONE]))).toMatchObject({
      'Lambda, time': expect.closeTo(0.0806, 4),
      'Lambda, requests': expect.closeTo(0.0086, 4),
      'DynamoDB, writes': expect.closeTo(0.0108, 4),
      'DynamoDB, reads': expect.closeTo(0.0027, 4),
      'Secrets Manager': 0.4,
      'CloudWatch, metrics': 1.5,
      'CloudWatch, alarms': expect.closeTo(0.6, 9),
    });
  });

  it('returns the costs in the README for a million tickets', () => {
    const lines = costs(account([{ ...ONE, polls: 8, objects: 1000 }], 8));
    expect(lines['Lambda, time']).toBeCloseTo(0.04, 2);
    expect(lines['S3, writes']).toBeCloseTo(0.005, 4);
    expect(lines['DynamoDB, writes']).toBeCloseTo(0.0006, 4);
  });

  it('increases with the stored bytes and the size of the cursor item', () => {
    expect(costs(account([{ ...ONE, storedBytes: 100 * 2 ** 30 }]))['S3, storage']).toBeCloseTo(2.3);
    const large = costs(account([{ ...ONE, itemBytes: 10_000 }]));
    expect(large['DynamoDB, writes']).toBeCloseTo(0.108, 3);
    expect(large['DynamoDB, reads']).toBeCloseTo(0.0081, 4);
  });

  it('charges polls of several exports in the same runs, four at a time', () => {
    expect(timeOf(4)).toBe(timeOf(1));
    expect(timeOf(8) - timeOf(4)).toBeCloseTo((8_640 / 2) * 0.0000133334, 9);
  });

  it('charges the metrics of an export only for the hours in which it changes', () => {
    expect(metricsOf(72) - metricsOf(0)).toBeCloseTo(2 * 0.3 * 0.1, 9);
  });

  it('returns only the secret and the alarms for a paused schedule', () => {
    const spent = monthlyCost(account([{ ...IDLE, polls: 0 }], 0)).filter(({ usd }) => usd > 0);
    expect(spent.map(({ item }) => item)).toEqual(['Secrets Manager', 'CloudWatch, alarms']);
  });
});

describe('sharedCost', () => {
  it('includes the dashboard only if there is one', () => {
    expect(sum(sharedCost({ dashboard: false }))).toBeCloseTo(0.6, 9);
    expect(sum(sharedCost({ dashboard: true }))).toBeCloseTo(3.6, 9);
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
