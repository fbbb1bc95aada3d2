import { describe, expect, it } from 'vitest';
import { createTimeBudget } from '#functions/export/core/pacing/time-budget.ts';
import type { CursorItem, ReleaseUpdate } from '#functions/export/core/state/cursor.ts';
import { createExportRunner } from '#functions/export/core/run/export.ts';
import type { Layout } from '#functions/export/core/lake/layout.ts';
import type { LandedObject } from '#functions/export/core/lake/object-key.ts';
import type { Position } from '#functions/export/core/pagination/position.ts';
import type { Pagination } from '#functions/export/core/resource.ts';
import { parseExportRequest } from '#functions/export/core/export-request.ts';
import type { FetchedPage } from '#functions/export/core/page/fetched-page.ts';
import type { PageResult } from '#functions/export/core/ports/zendesk.ts';
import { NOON, virtualClock } from '#test/support/virtual-clock.ts';
import { turnOf } from '#test/support/functions/turn.ts';
import { contentOf, TICKETS, timePage, withPagination } from '#test/support/functions/pages.ts';

const BEGAN = NOON / 1000 - 100_000;

/** A settled page of a ticket in each of these seconds, counted from {@link BEGAN}. */
const fetched = (seconds: readonly number[], fields: Partial<FetchedPage> = {}): FetchedPage => ({
  kind: 'page',
  page: timePage(seconds.map((second) => BEGAN + second)),
  content: contentOf('{"tickets":[]}'),
  requestedAt: NOON,
  requestTime: NOON,
  perPage: 1000,
  ...fields,
});

const withoutObservations = (
  { runHistory, readAt, ...learnt }: ReleaseUpdate = { cursorRefused: false },
): ReleaseUpdate => learnt;

type Options = Partial<Pick<Pagination, 'takesPageSize' | 'servesWholeSeconds'>> & {
  readonly item?: CursorItem;
  readonly cursorPath?: null;
  readonly layout?: Layout;
};

/** An export whose requests get these answers, with ports that say what they are asked to do. */
function exportOf(answers: readonly PageResult[], { item, cursorPath, layout, ...pagination }: Options = {}) {
  const clock = virtualClock();
  const work = new AbortController();
  const calls: string[] = [];
  const objects: LandedObject[] = [];
  const learnt: (ReleaseUpdate | undefined)[] = [];
  const left = [...answers];
  const asked: { readonly position: Position; readonly perPage: number; readonly signal: AbortSignal }[] = [];
  const ports = {
    /** Happens while an object is on its way. */
    onLand: (): void => undefined,
  };
  const opened = createExportRunner(
    withPagination(TICKETS, { ...pagination, ...(cursorPath === null && { cursorPath }) }),
    {
      request: parseExportRequest({ subdomain: 'acme', credentialsSecretId: 'z', startTime: BEGAN, layout }),
      prefix: 'lake',
      lease: { owner: 'run-1', until: NOON / 1000 + 900 },
      clock,
      budget: createTimeBudget(NOON, 840_000),
      zendesk: {
        async fetchPage({ position, size, signal }) {
          asked.push({ position, perPage: size.current, signal });
          const answer = left.shift();
          if (answer === undefined) throw new Error('one request too many');
          return answer;
        },
      },
      lake: {
        async land(object, signal) {
          calls.push('land');
          ports.onLand();
          if (signal.aborted) throw new Error('aborted');
          objects.push(object);
          return 'new';
        },
      },
      cursors: {
        acquire: async () => item ?? {},
        async checkpoint() {
          calls.push('checkpoint');
          return 'written';
        },
        async release(_id, _lease, kept) {
          calls.push('release');
          learnt.push(withoutObservations(kept));
        },
      },
      emit: ({ kind }) => void calls.push(`emit ${kind}`),
      onExportEnd: () => undefined,
      work: work.signal,
      end: new AbortController().signal,
    },
  );
  return { opened, asked, turn: () => turnOf(opened), ports, calls, objects, learnt, abort: () => work.abort() };
}

describe('a turn', () => {
  it('lands the page, then writes the checkpoint, then logs it', async () => {
    const { turn, calls } = exportOf([fetched([1, 2])]);
    expect(await turn()).toBeUndefined();
    expect(calls).toEqual(['land', 'checkpoint', 'emit page']);
  });

  it('hands on the bytes as Zendesk compressed them, where it did', async () => {
    const bytes = Buffer.from('compressed');
    const content = { ...contentOf('{"tickets":[]}'), bytes, isGzip: true };
    const { turn, objects } = exportOf([fetched([1], { content }), fetched([2])]);
    await turn();
    await turn();
    expect(objects).toMatchObject([{ bytes, isGzip: true }, { isGzip: false }]);
  });

  it('without a cursor endpoint fails at a pinned second, after its page has landed and is checkpointed', async () => {
    const { turn, calls } = exportOf([fetched([1]), fetched([1, 1])], { cursorPath: null });
    await turn();
    await expect(turn()).rejects.toMatchObject({
      name: 'PinnedSecondError',
      message: expect.stringContaining(`acme/tickets: more records share second ${BEGAN + 1}`),
    });
    expect(calls).toEqual(['land', 'checkpoint', 'emit page', 'land', 'checkpoint', 'emit page']);
  });
});

describe('a page of the one second that it was asked from', () => {
  const content = contentOf('{"tickets":[{"id":1}]}');
  const ofOneSecond = fetched([0], { content });

  it.each(['page', 'ndjson'] as const)('lands in the layout %s', async (layout) => {
    const { turn, calls } = exportOf([ofOneSecond], { layout });
    await turn();
    expect(calls).toEqual(['land', 'checkpoint', 'emit page']);
  });

  it('is passed over where it has landed already', async () => {
    const records = timePage([BEGAN], { endOfStream: true });
    const item = { endTime: BEGAN, startTime: BEGAN, lastPage: { endTime: BEGAN, records: records.records } };
    const { turn, calls } = exportOf([fetched([0], { content, page: records })], { layout: 'ndjson', item });
    expect(await turn()).toMatchObject({ outcome: 'caught_up', pages: 0 });
    expect(calls).toEqual(['checkpoint', 'emit page']);
  });
});

/** A page that seems to hide rows: it leads far beyond its records. */
const hidden = (seconds: readonly number[]) =>
  fetched(seconds, {
    page: timePage(
      seconds.map((second) => BEGAN + second),
      { endTime: BEGAN + 900 },
    ),
  });

describe('a page from which nothing leads on, without a cursor endpoint', () => {
  it('ends the run as stalled if it is empty', async () => {
    const { turn, calls, asked } = exportOf([hidden([]), ...Array.from({ length: 9 }, () => hidden([]))], {
      cursorPath: null,
    });
    expect(await turn()).toMatchObject({ outcome: 'stalled', pages: 0 });
    expect(asked.map(({ perPage }) => perPage)).toEqual([1000, 500, 250, 125, 62, 31, 15, 7, 3, 1]);
    expect(calls.filter((call) => call !== 'emit hidden_page')).toEqual(['release']);
  });

  it('is asked for once if the page size cannot be chosen', async () => {
    const { turn, asked } = exportOf([hidden([])], { cursorPath: null, takesPageSize: false });
    expect(await turn()).toMatchObject({ outcome: 'stalled' });
    expect(asked).toHaveLength(1);
  });

  it('lands first if it has records and seconds are not known to be served whole', async () => {
    const { turn, calls } = exportOf([hidden([0])], { cursorPath: null, servesWholeSeconds: false });
    expect(await turn()).toMatchObject({ outcome: 'stalled', pages: 1, endTime: BEGAN });
    expect(calls).toEqual(['land', 'checkpoint', 'emit page', 'release']);
  });
});

describe('the page size', () => {
  it('grows after a page of the size in force, not after a duplicate or a question about hidden rows', async () => {
    const item = { endTime: BEGAN, startTime: BEGAN, perPage: 10 };
    const { turn, asked } = exportOf(
      [fetched([1], { perPage: 10 }), fetched([1], { perPage: 20 }), fetched([2], { perPage: 5 }), fetched([3])],
      { item },
    );
    for (let i = 0; i < 4; i += 1) await turn();
    expect(asked.map(({ perPage }) => perPage)).toEqual([10, 20, 20, 20]);
  });
});

describe('a landing that takes longer than the run', () => {
  it("of the run's first page counts as a 504: the next run asks for less", async () => {
    const { turn, ports, abort, learnt } = exportOf([fetched([1])]);
    ports.onLand = abort;
    expect(await turn()).toMatchObject({ outcome: 'budget_spent', pages: 0 });
    expect(learnt).toEqual([{ perPage: 500, cursorRefused: false }]);
  });

  it('says nothing about the page size once a page has landed', async () => {
    const { turn, ports, abort, learnt } = exportOf([fetched([1]), fetched([2])]);
    await turn();
    ports.onLand = abort;
    expect(await turn()).toMatchObject({ outcome: 'budget_spent', pages: 1, endTime: BEGAN + 2 });
    expect(learnt).toEqual([{ cursorRefused: false }]);
  });
});

describe('while a page lands', () => {
  it('the next one is asked for from where it leads, with the page size that it allows', async () => {
    const { opened, asked } = exportOf([fetched([1, 2]), fetched([3])], { item: { endTime: BEGAN, perPage: 10 } });
    const first = await opened.read();
    const landing = first && opened.land(first);
    await opened.read();
    await landing;
    expect(asked).toMatchObject([
      { position: { kind: 'time', startTime: BEGAN }, perPage: 10 },
      { position: { kind: 'time', startTime: BEGAN + 2 }, perPage: 20 },
    ]);
  });

  it('nothing is asked for where it is the last', async () => {
    const last = fetched([1], { page: timePage([BEGAN + 1], { endOfStream: true }) });
    const { opened, asked } = exportOf([last]);
    const reading = await opened.read();
    const landing = reading && opened.land(reading);
    expect(await opened.read()).toBeUndefined();
    expect(await landing).toMatchObject({ outcome: 'caught_up' });
    expect(asked).toHaveLength(1);
  });

  it('what is asked for behind it is broken off where it does not land', async () => {
    const { opened, asked, ports } = exportOf([fetched([1]), fetched([2])]);
    ports.onLand = () => {
      throw new Error('S3 is down');
    };
    const reading = await opened.read();
    const landing = reading && opened.land(reading);
    await opened.read();
    expect(asked[1]?.signal.aborted).toBe(false);
    await expect(landing).rejects.toThrow('S3 is down');
    await opened.abandon(new Error('S3 is down'));
    expect(asked[1]?.signal.aborted).toBe(true);
    expect(await opened.read()).toBeUndefined();
  });

  it("a run's first page that takes longer than the run on its way into the lake is halved, not what it allowed", async () => {
    const { opened, ports, abort, learnt } = exportOf([fetched([1], { perPage: 500 }), fetched([2])], {
      item: { perPage: 500 },
    });
    ports.onLand = abort;
    const reading = await opened.read();
    const landing = reading && opened.land(reading);
    await opened.read();
    expect(await landing).toMatchObject({ outcome: 'budget_spent' });
    expect(learnt).toEqual([{ perPage: 250, cursorRefused: false }]);
  });
});
