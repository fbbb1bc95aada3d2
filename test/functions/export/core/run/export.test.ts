import { describe, expect, it } from 'vitest';
import { createTimeBudget } from '#functions/export/core/pacing/time-budget.ts';
import type { CursorItem, ReleaseUpdate } from '#functions/export/core/state/cursor.ts';
import { createExportRunner } from '#functions/export/core/run/export.ts';
import type { Layout } from '#functions/export/core/lake/layout.ts';
import type { LandedObject } from '#functions/export/core/lake/object-key.ts';
import type { Pagination } from '#functions/export/core/resource.ts';
import { parseExportRequest } from '#functions/export/core/export-request.ts';
import { createPageMemory, NO_PLACE } from '#functions/export/core/page/page-memory.ts';
import type { FetchedPage } from '#functions/export/core/page/fetched-page.ts';
import type { PageResult } from '#functions/export/core/ports/zendesk.ts';
import { NOON, virtualClock } from '#test/support/virtual-clock.ts';
import { turnOf } from '#test/support/functions/turn.ts';
import { contentOf, TICKETS, timePage, withPagination } from '#test/support/functions/pages.ts';

const EXPORT_START = NOON / 1000 - 100_000;

/** A settled page with a ticket in each of these seconds after {@link EXPORT_START}. */
const fetched = (seconds: readonly number[], fields: Partial<FetchedPage> = {}): FetchedPage => ({
  kind: 'page',
  page: timePage(seconds.map((second) => EXPORT_START + second)),
  itemKey: 'tickets',
  content: contentOf('{"tickets":[]}'),
  requestedAt: NOON,
  requestTime: NOON,
  perPage: 1000,
  place: NO_PLACE,
  waitedMs: 0,
  ...fields,
});

const withoutObservations = (
  { runHistory, readAt, ...update }: ReleaseUpdate = { cursorRefused: false },
): ReleaseUpdate => update;

type Options = Partial<Pick<Pagination, 'takesPageSize' | 'servesWholeSeconds'>> & {
  readonly item?: CursorItem;
  readonly walk?: null;
  readonly layout?: Layout;
};

/** An export whose requests get these results, with ports that record their calls. */
function createExport(results: readonly PageResult[], { item, walk, layout, ...pagination }: Options = {}) {
  const clock = virtualClock();
  const work = new AbortController();
  const calls: string[] = [];
  const objects: LandedObject[] = [];
  const releases: (ReleaseUpdate | undefined)[] = [];
  const remaining = [...results];
  /** Pages in memory, now and at most. */
  const memory = { held: new Set<PageResult>(), most: 0 };
  const requests: { readonly target: string; readonly perPage: number; readonly signal: AbortSignal }[] = [];
  const ports = {
    /** Called while an object lands. */
    onLand: (): void => undefined,
    checkpoint: 'written' as 'written' | 'lost',
  };
  const runner = createExportRunner(withPagination(TICKETS, { ...pagination, ...(walk === null && { walk }) }), {
    request: parseExportRequest({ subdomain: 'acme', credentialsSecretId: 'z', startTime: EXPORT_START, layout }),
    prefix: 'lake',
    lease: { owner: 'run-1', until: NOON / 1000 + 900 },
    clock,
    budget: createTimeBudget(NOON, 840_000),
    memory: createPageMemory(() => undefined),
    zendesk: {
      async fetchPage({ source, size, signal }) {
        requests.push({ target: source.query(size.current), perPage: size.current, signal });
        const result = remaining.shift();
        if (result === undefined) throw new Error('one request too many');
        if (result.kind !== 'page') return result;
        memory.held.add(result);
        memory.most = Math.max(memory.most, memory.held.size);
        return { ...result, place: { ...NO_PLACE, free: () => void memory.held.delete(result) } };
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
      read: async () => new Map(),
      acquire: async () => item ?? {},
      async checkpoint() {
        calls.push('checkpoint');
        return ports.checkpoint;
      },
      async release(_id, _lease, update) {
        calls.push('release');
        releases.push(withoutObservations(update));
      },
    },
    emit: ({ kind }) => void calls.push(`emit ${kind}`),
    onExportEnd: () => undefined,
    work: work.signal,
    end: new AbortController().signal,
  });
  return {
    runner,
    requests,
    turn: () => turnOf(runner),
    ports,
    calls,
    objects,
    releases,
    memory,
    abort: () => work.abort(),
  };
}

describe('one turn of an export', () => {
  it('lands the page, then writes the checkpoint, then logs it', async () => {
    const { turn, calls } = createExport([fetched([1, 2])]);
    expect(await turn()).toBeUndefined();
    expect(calls).toEqual(['land', 'checkpoint', 'emit page']);
  });

  it('lands the bytes as Zendesk compressed them', async () => {
    const bytes = Buffer.from('compressed');
    const content = { ...contentOf('{"tickets":[]}'), bytes, isGzip: true };
    const { turn, objects } = createExport([fetched([1], { content }), fetched([2])]);
    await turn();
    await turn();
    expect(objects).toMatchObject([{ bytes, isGzip: true }, { isGzip: false }]);
  });

  it('lands and checkpoints the page of a pinned second, then fails if there is no cursor endpoint', async () => {
    const { turn, calls } = createExport([fetched([1]), fetched([1, 1])], { walk: null });
    await turn();
    await expect(turn()).rejects.toMatchObject({
      name: 'PinnedSecondError',
      message: expect.stringContaining(`acme/tickets: more records share second ${EXPORT_START + 1}`),
    });
    expect(calls).toEqual(['land', 'checkpoint', 'emit page', 'land', 'checkpoint', 'emit page']);
  });
});

describe('a page whose records all have the requested start_time', () => {
  const content = contentOf('{"tickets":[{"id":1}]}');
  const ofOneSecond = fetched([0], { content });

  it.each(['page', 'ndjson'] as const)('lands in the layout %s', async (layout) => {
    const { turn, calls } = createExport([ofOneSecond], { layout });
    await turn();
    expect(calls).toEqual(['land', 'checkpoint', 'emit page']);
  });

  it('does not land again if it has landed before', async () => {
    const records = timePage([EXPORT_START], { endOfStream: true });
    const item = {
      endTime: EXPORT_START,
      startTime: EXPORT_START,
      lastPage: { endTime: EXPORT_START, records: records.records },
    };
    const { turn, calls } = createExport([fetched([0], { content, page: records })], { layout: 'ndjson', item });
    expect(await turn()).toMatchObject({ outcome: 'caught_up', pages: 0 });
    expect(calls).toEqual(['checkpoint', 'emit page']);
  });
});

/** A page that seems to hide rows: its end_time is much later than its records. */
const hidden = (seconds: readonly number[]) =>
  fetched(seconds, {
    page: timePage(
      seconds.map((second) => EXPORT_START + second),
      { endTime: EXPORT_START + 900 },
    ),
  });

describe('a hidden page without a cursor endpoint', () => {
  it('ends the run as stalled if it is empty with every page size', async () => {
    const pages = Array.from({ length: 10 }, () => hidden([]));
    const { turn, calls, requests, memory } = createExport(pages, { walk: null });
    expect(await turn()).toMatchObject({ outcome: 'stalled', pages: 0 });
    expect(memory).toMatchObject({ held: { size: 0 }, most: 2 });
    expect(requests.map(({ perPage }) => perPage)).toEqual([1000, 500, 250, 125, 62, 31, 15, 7, 3, 1]);
    expect(calls.filter((call) => call !== 'emit hidden_page')).toEqual(['release']);
  });

  it('causes only one request if the page size cannot be chosen', async () => {
    const { turn, requests } = createExport([hidden([])], { walk: null, takesPageSize: false });
    expect(await turn()).toMatchObject({ outcome: 'stalled' });
    expect(requests).toHaveLength(1);
  });

  it('lands before the run ends as stalled, if it has records and servesWholeSeconds is false', async () => {
    const { turn, calls } = createExport([hidden([0])], { walk: null, servesWholeSeconds: false });
    expect(await turn()).toMatchObject({ outcome: 'stalled', pages: 1, endTime: EXPORT_START });
    expect(calls).toEqual(['land', 'checkpoint', 'emit page', 'release']);
  });
});

describe('a page that seems to hide rows', () => {
  it('lands a page of another size that hides no rows', async () => {
    const { turn, calls, requests, objects, memory } = createExport([hidden([]), fetched([1, 2], { perPage: 500 })]);
    expect(await turn()).toBeUndefined();
    expect(memory).toMatchObject({ held: { size: 0 }, most: 2 });
    expect(requests.map(({ perPage }) => perPage)).toEqual([1000, 500]);
    expect(calls).toEqual(['emit hidden_page', 'land', 'checkpoint', 'emit page']);
    expect(objects).toHaveLength(1);
  });

  it('does not reduce the page size of the next run if the run ends during a probe', async () => {
    const { turn, releases } = createExport([hidden([]), { kind: 'stopped', outcome: 'budget_spent', inFlight: true }]);
    expect(await turn()).toMatchObject({ outcome: 'budget_spent', pages: 0 });
    expect(releases).toEqual([{ cursorRefused: false }]);
  });

  it('ends the run as stalled if the walk that follows moves nothing', async () => {
    const { turn } = createExport([
      ...Array.from({ length: 10 }, () => hidden([])),
      { kind: 'stopped', outcome: 'budget_spent', inFlight: false },
    ]);
    expect(await turn()).toBeUndefined();
    expect(await turn()).toMatchObject({ outcome: 'stalled', pages: 0 });
  });
});

describe('an export that another run has taken over', () => {
  it('aborts the request for the next page', async () => {
    const { runner, requests, ports } = createExport([fetched([1]), fetched([2])]);
    const first = await runner.read();
    const landing = first && runner.land(first);
    ports.checkpoint = 'lost';
    await runner.read();
    expect(await landing).toMatchObject({ outcome: 'lease_lost' });
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });
});

describe('abandoning an export', () => {
  it('releases the lease even if the response to acquiring it was lost', async () => {
    const { runner, calls } = createExport([]);
    await runner.abandon(new Error('another export failed'));
    expect(calls).toEqual(['release']);
  });
});

describe('the page size', () => {
  it('grows after a new page of the current size, but not after a duplicate or a smaller page', async () => {
    const item = { endTime: EXPORT_START, startTime: EXPORT_START, perPage: 10 };
    const { turn, requests } = createExport(
      [fetched([1], { perPage: 10 }), fetched([1], { perPage: 20 }), fetched([2], { perPage: 5 }), fetched([3])],
      { item },
    );
    for (let i = 0; i < 4; i += 1) await turn();
    expect(requests.map(({ perPage }) => perPage)).toEqual([10, 20, 20, 20]);
  });
});

describe('an export with a page in memory', () => {
  it('frees it after its checkpoint, also if it is a duplicate', async () => {
    const { turn, memory } = createExport([fetched([1]), fetched([1]), fetched([2])]);
    for (let i = 0; i < 3; i += 1) {
      await turn();
      expect(memory.held.size).toBe(0);
    }
  });

  it('keeps it until its checkpoint is written', async () => {
    const { turn, ports, memory } = createExport([fetched([1])]);
    ports.onLand = () => expect(memory.held.size).toBe(1);
    await turn();
    expect.assertions(1);
  });

  it('frees it if the page does not land', async () => {
    const { turn, ports, memory } = createExport([fetched([1])]);
    ports.onLand = () => {
      throw new Error('S3 is down');
    };
    await expect(turn()).rejects.toThrow('S3 is down');
    expect(memory.held.size).toBe(0);
  });

  it('frees the page that reaches further, of two that hide rows', async () => {
    const further = { ...hidden([]), page: timePage([], { endTime: EXPORT_START + 950 }) };
    for (const pages of [
      [hidden([]), further],
      [further, hidden([])],
    ]) {
      const { turn, memory } = createExport(pages);
      await turn();
      expect(memory).toMatchObject({ held: { size: 0 }, most: 2 });
    }
  });
});

describe('a page that takes longer to land than the run lasts', () => {
  it('halves the page size of the next run if it is the first page, like a 504', async () => {
    const { turn, ports, abort, releases } = createExport([fetched([1])]);
    ports.onLand = abort;
    expect(await turn()).toMatchObject({ outcome: 'budget_spent', pages: 0 });
    expect(releases).toEqual([{ perPage: 500, cursorRefused: false }]);
  });

  it('does not change the page size if another page has landed before', async () => {
    const { turn, ports, abort, releases } = createExport([fetched([1]), fetched([2])]);
    await turn();
    ports.onLand = abort;
    expect(await turn()).toMatchObject({ outcome: 'budget_spent', pages: 1, endTime: EXPORT_START + 2 });
    expect(releases).toEqual([{ cursorRefused: false }]);
  });
});

describe('reading ahead while a page lands', () => {
  it("requests the next page from the landing page's next position with the grown page size", async () => {
    const { runner, requests } = createExport([fetched([1, 2]), fetched([3])], {
      item: { endTime: EXPORT_START, perPage: 10 },
    });
    const first = await runner.read();
    const landing = first && runner.land(first);
    await runner.read();
    await landing;
    expect(requests).toMatchObject([
      { target: expect.stringContaining(`start_time=${EXPORT_START}&`), perPage: 10 },
      { target: expect.stringContaining(`start_time=${EXPORT_START + 2}&`), perPage: 20 },
    ]);
  });

  it('requests no page after the last one', async () => {
    const last = fetched([1], { page: timePage([EXPORT_START + 1], { endOfStream: true }) });
    const { runner, requests } = createExport([last]);
    const reading = await runner.read();
    const landing = reading && runner.land(reading);
    expect(await runner.read()).toBeUndefined();
    expect(await landing).toMatchObject({ outcome: 'caught_up' });
    expect(requests).toHaveLength(1);
  });

  it('aborts the next request if the page does not land', async () => {
    const { runner, requests, ports } = createExport([fetched([1]), fetched([2])]);
    ports.onLand = () => {
      throw new Error('S3 is down');
    };
    const reading = await runner.read();
    const landing = reading && runner.land(reading);
    await runner.read();
    expect(requests[1]?.signal.aborted).toBe(false);
    await expect(landing).rejects.toThrow('S3 is down');
    await runner.abandon(new Error('S3 is down'));
    expect(requests[1]?.signal.aborted).toBe(true);
    expect(await runner.read()).toBeUndefined();
  });

  it('halves the size of the landing page, not of the next page, if landing takes longer than the run', async () => {
    const { runner, ports, abort, releases } = createExport([fetched([1], { perPage: 500 }), fetched([2])], {
      item: { perPage: 500 },
    });
    ports.onLand = abort;
    const reading = await runner.read();
    const landing = reading && runner.land(reading);
    await runner.read();
    expect(await landing).toMatchObject({ outcome: 'budget_spent' });
    expect(releases).toEqual([{ perPage: 250, cursorRefused: false }]);
  });
});
