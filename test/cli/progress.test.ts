import { expect, it } from 'vitest';
import { deployStack } from '../support/cli/deployed-stack.ts';

it.each(['verify', 'status', 'cost', 'rewind --to 2026-09-21T15:00:00Z --yes'])(
  '%s reports a long listing every ten seconds if no terminal is attached',
  async (command) => {
    const { type, land, aws, now } = await deployStack();
    const began = Date.UTC(2026, 8, 21, 15) / 1000;
    for (let n = 0; n < 3; n += 1) await land(began + n * 100, began + (n + 1) * 100);
    await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: began, end_time: began + 300 });
    // Each look at the clock takes four seconds.
    let looks = 0;
    const start = now() * 1000;
    const { code, err } = await type(command, {
      now: () => {
        looks += 1;
        return start + looks * 4000;
      },
    });
    expect(code).toBe(0);
    expect(err).toMatch(/^listing objects [123](, |$)/m);
  },
);
