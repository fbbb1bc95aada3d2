import { expect, it } from 'vitest';
import { openExport, type RunContext } from '#functions/export/core/run/export.ts';
import { createBudget } from '#functions/export/core/pacing/time-budget.ts';
import { parseExportRequest } from '#functions/export/core/export-request.ts';
import { memoryCursors, memoryLake } from '#test/support/memory-aws.ts';
import { virtualClock } from '#test/support/virtual-clock.ts';
import { BEGAN, EVENT } from '#test/support/test-world.ts';
import { turnOf } from '#test/support/functions/turn.ts';
import { contentOf } from '#test/support/functions/pages.ts';

it('does not skip a pinned second of a resource that has no cursor endpoint: it says so and stops', async () => {
  const clock = virtualClock();
  const budget = createBudget(clock.now(), 60_000);
  const run: RunContext = {
    request: parseExportRequest({ ...EVENT, startTime: BEGAN }),
    prefix: 'zendesk',
    lease: { owner: 'run-1', until: 0 },
    clock,
    budget,
    zendesk: {
      fetchPage: async () => ({
        kind: 'page',
        page: { pagination: 'time', records: [{ timestamp: BEGAN, digest: 'x' }], endOfStream: false, endTime: BEGAN },
        content: contentOf('{}'),
        requestedAt: clock.now(),
        requestMoment: clock.now(),
      }),
    },
    lake: memoryLake(() => undefined),
    cursors: memoryCursors(() => undefined),
    emit: () => undefined,
    tell: () => undefined,
    work: clock.alarm(budget.workBy).signal,
    end: clock.alarm(budget.returnBy).signal,
  };
  const version = { id: 'id', timestamp: 'updated_at' };
  const each = openExport({ name: 'x', path: '/x', cursorPath: null, itemKey: 'x', version }, run);

  await expect(turnOf(each)).rejects.toMatchObject({
    name: 'MalformedPageError',
    message: expect.stringContaining(String(BEGAN)),
  });
});
