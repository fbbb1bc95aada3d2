import { describe, expect, it } from 'vitest';
import { AIRBYTE, costOf } from '#bench/cost.ts';

const basis = {
  memoryMib: 512,
  schedule: { kind: 'rate', minutes: 1 } as const,
  pollSeconds: 270,
  runSeconds: 840,
  page: { cpuMs: 100, records: 1_000, storedBytes: 700_000 },
  itemBytes: 400,
};

describe('the cost of a million tickets', () => {
  const cost = costOf(basis);

  it('equals a manual calculation for 1,000 pages at ten per minute', () => {
    expect(cost).toMatchObject({ pages: 1_000, runs: 8 });
    // 992 pages wait six seconds each, and eight runs take one more; half a GiB of memory.
    const lambda = ((992 * 6 + 8) / 2) * 0.0000133334;
    expect(cost.millionUsd).toBeCloseTo(lambda + 1_000 * 0.000005 + 1_008 * 0.000000625 + 8 * 0.0000002, 6);
    expect(cost.millionUsd).toBeLessThan(AIRBYTE.usdPerMillionRows / 100);
  });

  it('lists storage separately and excludes the secret', () => {
    expect(cost.storage?.usd).toBeCloseTo((0.7e9 / 2 ** 30) * 0.023, 6);
    expect(cost.million.map(({ item }) => item)).not.toContain('Secrets Manager');
  });

  it('rises if pages are not full', () => {
    const half = costOf({ ...basis, page: { ...basis.page, records: 500 } });
    expect(half.millionUsd / cost.millionUsd).toBeCloseTo(2, 1);
  });
});

it('an idle month costs its invocations, the secret and the monitoring', () => {
  const { idle, idleUsd } = costOf(basis);
  expect(idle.map(({ item }) => item)).not.toContain('S3, writes');
  // One invocation per minute: every fifth polls for a second and makes two small writes, the others end after a read.
  const lambda = ((8_640 + 34_560 / 10) / 2) * 0.0000133334 + 43_200 * 0.0000002;
  const dynamoDb = 2 * 8_640 * 0.000000625 + (43_200 / 2) * 0.000000125;
  // Five metrics and twelve alarms; 1.2 KB of log per invocation and 0.5 KB per poll.
  const cloudWatch = 5 * 0.3 + 12 * 0.1 + (43_200 * 1.2e-6 + 8_640 * 0.5e-6) * 0.5;
  expect(idleUsd).toBeCloseTo(lambda + dynamoDb + 0.4 + cloudWatch, 4);
});

it('a page takes longer with a smaller share of a CPU, and never less than with a full CPU', () => {
  expect(costOf(basis).computeSecondsPerPage).toBeCloseTo(0.1 / (512 / 1_769), 6);
  expect(costOf({ ...basis, memoryMib: 3_000 }).computeSecondsPerPage).toBeCloseTo(0.1, 6);
});
