import { pageEndTime } from '#functions/export/core/lake/object-key.ts';
import { secondOf } from '#functions/export/core/pagination/position.ts';
import { ZendeskUnavailableError } from '#functions/export/core/errors.ts';
import { receive } from '#functions/export/zendesk/receive.ts';
import { toResponse } from '#test/support/functions/answers.ts';
import type { Fault } from '../fault.ts';
import { changeTimeLanding } from '../next-step.ts';
import { changeDeps, changeResults, type Deps, isTimeRequest, parseMembers } from '../ports.ts';

export const PAGINATION_FAULTS: readonly Fault[] = [
  {
    name: 'one second on, past a pinned second',
    breaks: 'monotonic',
    replace: changeTimeLanding(({ position }, startTime) =>
      position.kind === 'cursor' ? { kind: 'time', startTime: startTime + 1 } : position,
    ),
  },
  {
    name: 'an end_time ahead of the records followed',
    breaks: 'complete',
    replace: changeTimeLanding(({ position }, startTime, page) => {
      const endTime = page.records.length > 0 ? pageEndTime(page, position) : startTime;
      return endTime > secondOf(position) ? { kind: 'time', startTime: endTime } : position;
    }),
  },
  {
    name: 'a count below the page size taken for the end',
    breaks: 'complete',
    replace: {
      'functions/export/zendesk/client.ts': {
        createZendesk: changeResults((result) => {
          if (result.kind !== 'page' || result.page.records.length >= result.perPage) return result;
          return { ...result, page: { ...result.page, endOfStream: true } };
        }),
      },
    },
  },
  {
    name: 'no cursor walk after a 504 at per_page 1',
    breaks: 'complete',
    foundBy: 55,
    replace: {
      'functions/export/zendesk/client.ts': {
        createZendesk: changeResults((result, { exportId }) => {
          if (result.kind === 'page_timeout') throw new ZendeskUnavailableError(`${exportId}: 504 at per_page 1`);
          return result;
        }),
      },
    },
  },
  {
    name: 'options dropped on the cursor walk',
    breaks: 'request-target',
    replace: {
      'functions/export/core/pagination/pagination.ts': {
        buildQuery: (real) => (resource, position, options, perPage) => {
          const isWalk = position.kind === 'cursor';
          return real(resource, position, isWalk ? { ...options, supportTypeScope: undefined } : options, perPage);
        },
      },
    },
  },
  {
    name: 'next_page followed',
    breaks: 'request-target',
    replace: { 'functions/export/create-handler.ts': { createHandler: changeDeps(followNextPage) } },
  },
];

/** Sends the next request of a time-based export to the address that Zendesk names. */
function followNextPage({ openHttp }: Deps): Partial<Deps> {
  return {
    openHttp(...args) {
      const session = openHttp(...args);
      let nextPage: string | undefined;
      return {
        ...session,
        async send(request, signal) {
          if (!isTimeRequest(request)) return session.send(request, signal);
          const answer = await receive(await session.send({ ...request, url: nextPage ?? request.url }, signal));
          const { next_page: next } = parseMembers(answer);
          if (typeof next === 'string') nextPage = next;
          return toResponse(answer);
        },
      };
    },
  };
}
