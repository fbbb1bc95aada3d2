import type { Lease } from '#functions/export/core/ports/ports.ts';
import type { CursorItem } from '#functions/export/core/state/cursor.ts';
import { receive } from '#functions/export/zendesk/receive.ts';
import { toResponse } from '#test/support/functions/answers.ts';
import type { Fault } from '../fault.ts';
import { changeNextStep } from '../next-step.ts';
import { changeDeps, type Deps, isTimeRequest, parseMembers } from '../ports.ts';

export const EMPTY_PAGE_FAULTS: readonly Fault[] = [
  {
    name: 'an empty page that moves the position',
    breaks: 'monotonic',
    replace: { 'functions/export/create-handler.ts': { createHandler: changeDeps(checkpointEmptyPages) } },
  },
  {
    name: 'an empty page landed at the end of the stream',
    breaks: 'immutable',
    replace: changeNextStep((step, position) =>
      step.kind === 'end' ? { kind: 'land', position, end: step.outcome } : step,
    ),
  },
];

/** Persists the `end_time` of an empty page. */
function checkpointEmptyPages({ aws, openHttp }: Deps): Partial<Deps> {
  type Held = { readonly exportId: string; readonly lease: Lease; cursor: CursorItem };
  let held: Held | undefined;
  let persist: ((endTime: number, startTime: number, signal: AbortSignal) => Promise<unknown>) | undefined;
  return {
    aws(environment) {
      const real = aws(environment);
      const { cursors } = real;
      persist = async (endTime, startTime, signal) => {
        if (held === undefined) return;
        const { exportId, lease, cursor } = held;
        await cursors.checkpoint(exportId, lease, { startTime, ...cursor, endTime }, { release: false }, signal);
      };
      return {
        ...real,
        cursors: {
          ...cursors,
          async acquire(exportId, lease, ...args) {
            const cursor = await cursors.acquire(exportId, lease, ...args);
            held = cursor === 'held' ? undefined : { exportId, lease, cursor };
            return cursor;
          },
          checkpoint(exportId, lease, write, ...args) {
            held = { exportId, lease, cursor: write };
            return cursors.checkpoint(exportId, lease, write, ...args);
          },
        },
      };
    },
    openHttp(...args) {
      const session = openHttp(...args);
      return {
        ...session,
        async send(request, signal) {
          const response = await session.send(request, signal);
          if (!isTimeRequest(request)) return response;
          const answer = await receive(response);
          const { tickets, end_time: endTime } = parseMembers(answer);
          if (Array.isArray(tickets) && tickets.length === 0 && typeof endTime === 'number') {
            await persist?.(endTime, Number(new URL(request.url).searchParams.get('start_time')), signal);
          }
          return toResponse(answer);
        },
      };
    },
  };
}
