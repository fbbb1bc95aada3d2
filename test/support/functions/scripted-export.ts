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
import { NOON, virtualClock } from '../virtual-clock.ts';
import { turnOf } from './turn.ts';
import { contentOf, TICKETS, timePage, withPagination } from './pages.ts';

export const EXPORT_START = NOON / 1000 - 100_000;

/** A settled page with a ticket in each of these seconds after {@link EXPORT_START}. */
export const fetched = (seconds: readonly number[], fields: Partial<FetchedPage> = {}): FetchedPage => ({
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

/** A page that seems to hide rows: its end_time is much later than its records. */
export const hidden = (seconds: readonly number[]) =>
  fetched(seconds, {
    page: timePage(
      seconds.map((second) => EXPORT_START + second),
      { endTime: EXPORT_START + 900 },
    ),
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
export function createExport(results: readonly PageResult[], { item, walk, layout, ...pagination }: Options = {}) {
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
