import { hash } from 'node:crypto';
import { pageEndTime } from '#functions/export/core/lake/object-key.ts';
import { secondOf } from '#functions/export/core/pagination/position.ts';
import { ZendeskUnavailableError } from '#functions/export/core/errors.ts';
import { bodyText } from '#functions/export/zendesk/body.ts';
import { parseJson } from '#functions/export/zendesk/parse-json.ts';
import type { CursorItem } from '#functions/export/core/state/cursor.ts';
import type { HttpAnswer, Lease } from '#functions/export/core/ports/ports.ts';
import type { Fault } from '../fault.ts';
import { changeNextStep, changeTimeLanding } from '../next-step.ts';
import { changeDeps, changeResults, changeWritesOf } from '../ports.ts';

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
  {
    name: 'a duplicate page landed again and again',
    breaks: 'bounded-duplicates',
    replace: { 'functions/export/core/state/last-page.ts': { isDuplicatePage: () => () => false } },
  },
  {
    name: "a cursor walk's page skipped as a duplicate",
    breaks: 'chain',
    replace: {
      'functions/export/core/state/last-page.ts': {
        isDuplicatePage:
          (real) =>
          ({ records, endOfStream }, ...last) =>
            real({ pagination: 'time', records, endOfStream, endTime: null }, ...last),
      },
    },
  },
  {
    name: 'duplicate pages recognized by id and timestamp',
    breaks: 'complete',
    foundBy: 206,
    replace: {
      'functions/export/core/page/page-scanner.ts': {
        createPageScanner: (real) => (format, digestsFrom) => {
          const scanner = real(format, digestsFrom);
          const chunks: Uint8Array[] = [];
          return {
            heavySecond: (limit) => scanner.heavySecond(limit),
            push(chunk) {
              chunks.push(Buffer.from(chunk));
              scanner.push(chunk);
            },
            end() {
              const scanned = scanner.end();
              const bytes = Buffer.concat(chunks);
              const records = scanned.records?.map((record) => {
                const { id }: { id: number } = JSON.parse(bytes.toString('utf8', record.start, record.end));
                return {
                  ...record,
                  digest: record.digest && hash('sha256', `${id} ${String(record.timestamp)}`, 'base64url'),
                };
              });
              return { ...scanned, records };
            },
          };
        },
      },
    },
  },
  {
    name: 'a pinned second forgotten between runs',
    breaks: 'complete',
    replace: {
      'functions/export/core/state/cursor.ts': {
        firstPosition: (real) => (item, startTime) => {
          const position = real(item, startTime);
          const isForgotten = position.kind === 'cursor' && position.cursor === undefined;
          return isForgotten ? { kind: 'time', startTime: position.second } : position;
        },
      },
    },
  },
  {
    name: 'an export that begins a second late',
    breaks: 'rewind',
    replace: {
      'functions/export/core/state/cursor.ts': {
        firstPosition: (real) => (item, startTime) => real(item, startTime + 1),
      },
    },
  },
  {
    name: 'after_cursor kept when end_time moves on',
    breaks: 'chain',
    replace: {
      'functions/export/core/state/cursor.ts': {
        persistedPosition:
          (real) =>
          (before, ...next) => ({
            ...(before.afterCursor !== undefined && { afterCursor: before.afterCursor }),
            ...real(before, ...next),
          }),
      },
    },
  },
  {
    name: 'a checkpoint that lowers end_time',
    breaks: 'monotonic',
    foundBy: 1413,
    replace: {
      'functions/export/core/state/cursor.ts': {
        persistedPosition: (real) => (before, exportStartTime, next, heldBackTo) => {
          const persisted = real(before, exportStartTime, next, heldBackTo);
          const isLower = heldBackTo !== null && heldBackTo < persisted.endTime;
          return isLower ? { ...persisted, endTime: Math.max(heldBackTo, exportStartTime) } : persisted;
        },
      },
      'functions/export/aws/cursor-store.ts': {
        createCursorStore: changeWritesOf('checkpoint', (input) => ({
          ...input,
          ConditionExpression: 'lease_owner = :owner',
        })),
      },
    },
  },
  {
    name: 'no cursor walk after a 504 at per_page 1',
    breaks: 'complete',
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

type Deps = Parameters<Parameters<typeof changeDeps>[0]>[0];

const isTimeRequest = ({ method, url }: { readonly method: string; readonly url: string }): boolean =>
  method === 'GET' && !new URL(url).pathname.endsWith('/cursor');

const membersOf = (answer: HttpAnswer): Readonly<Record<string, unknown>> =>
  answer.status === 200 ? { ...(parseJson(bodyText(answer)) as object) } : {};

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
          const answer = await session.send({ ...request, url: nextPage ?? request.url }, signal);
          const { next_page: next } = membersOf(answer);
          if (typeof next === 'string') nextPage = next;
          return answer;
        },
      };
    },
  };
}

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
          const answer = await session.send(request, signal);
          if (!isTimeRequest(request)) return answer;
          const { tickets, end_time: endTime } = membersOf(answer);
          if (Array.isArray(tickets) && tickets.length === 0 && typeof endTime === 'number') {
            await persist?.(endTime, Number(new URL(request.url).searchParams.get('start_time')), signal);
          }
          return answer;
        },
      };
    },
  };
}
