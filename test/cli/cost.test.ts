import { expect, it } from 'vitest';
import type { CostLine } from '#common/cost-model.ts';
import { deployStack } from '../support/cli/deployed-stack.ts';

const DAY_MS = 86_400_000;
const host = { invoke: () => Promise.reject(new Error('not invoked')) };

async function costs(stack: Awaited<ReturnType<typeof deployStack>>): Promise<Record<string, CostLine>> {
  const { data } = await stack.json('cost');
  const { exports } = data as { exports: { lines: CostLine[] }[] };
  return Object.fromEntries((exports[0]?.lines ?? []).map((line) => [line.item, line]));
}

it('cost counts the objects of the last 30 days as writes and all objects as storage', async () => {
  const stack = await deployStack({ host });
  const at = stack.now();
  await stack.land(at - 900, at - 600, { size: 2 ** 20 });
  await stack.land(at - 600, at - 300, { size: 2 ** 20, lastModified: stack.clock.now() - 29 * DAY_MS });
  await stack.land(at - 300, at, { size: 2 ** 20, lastModified: stack.clock.now() - 31 * DAY_MS });
  const lines = await costs(stack);
  expect(lines['S3, writes']?.quantity).toBe(2);
  expect(lines['S3, storage']?.quantity).toBeCloseTo(3 / 1024, 6);
  expect(lines['Lambda, requests']?.quantity).toBe(43_200);
  const { out } = await stack.type('cost');
  expect(out).toMatch(/Lambda, time.*GB-seconds.*\$0\.08.*total +\$2\.6\d.*us-east-1 list prices of 2026-11-26/s);
});

it('cost counts only runs for an empty lake, and only the secret and the alarms for a paused schedule', async () => {
  const stack = await deployStack({ host });
  expect((await costs(stack))['S3, writes']?.quantity).toBe(0);
  await stack.type('pause');
  const lines = Object.values(await costs(stack));
  expect(lines.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(1.0);
});
