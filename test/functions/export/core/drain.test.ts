import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../../functions/export/core/budget.ts';
import type { CursorItem, Learnt } from '../../../../functions/export/core/cursor.ts';
import { openExport } from '../../../../functions/export/core/drain.ts';
import type { LandedObject } from '../../../../functions/export/core/naming.ts';
import { parseExportRequest } from '../../../../functions/export/core/request.ts';
import type { FetchedPage, PageAnswer } from '../../../../functions/export/core/zendesk.ts';
import { NOON, virtualClock } from '../../../support/virtual-clock.ts';
import { TICKETS, timePage } from '../support/pages.ts';

const BEGAN = NOON / 1000 - 100_000;

/** A settled page of a ticket in each of these seconds, counted from {@link BEGAN}. */
const fetched = (seconds: readonly number[], fields: Partial<FetchedPage> = {}): FetchedPage => ({
  kind: 'page',
  page: timePage(seconds.map((second) => BEGAN + second)),
  body: Buffer.from('{"tickets":[]}'),
  requestedAt: NOON,
  requestMoment: NOON,
  ...fields,
});

type Options = { readonly item?: CursorItem; readonly cursorPath?: null };

/** An export whose requests get these answers, with ports that say what they are asked to do. */
function exportOf(answers: readonly PageAnswer[], { item, cursorPath }: Options = {}) {
  const clock = virtualClock();
  const work = new AbortController();
  const calls: string[] = [];
  const objects: LandedObject[] = [];
  const learnt: (Learnt | undefined)[] = [];
  const left = [...answers];
  const ports = {
    /** Happens while an object is on its way. */
    onLand: (): void => undefined,
  };
  const opened = openExport(
    { ...TICKETS, ...(cursorPath === null && { cursorPath }) },
    {
      request: parseExportRequest({ subdomain: 'acme', credentialsSecretId: 'zendesk/acme', startTime: BEGAN }),
      prefix: 'lake',
      lease: { owner: 'run-1', until: NOON / 1000 + 900 },
      clock,
      budget: createBudget(NOON, 840_000),
      zendesk: {
        async fetchPage() {
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
          learnt.push(kept);
        },
      },
      emit: ({ kind }) => void calls.push(`tell of a ${kind}`),
      work: work.signal,
      end: new AbortController().signal,
    },
  );
  return { turn: () => opened.turn(), ports, calls, objects, learnt, abort: () => work.abort() };
}

describe('a turn', () => {
  it('lands the page, then writes the checkpoint, then tells of it', async () => {
    const { turn, calls } = exportOf([fetched([1, 2])]);
    expect(await turn()).toBeUndefined();
    expect(calls).toEqual(['land', 'checkpoint', 'tell of a page']);
  });

  it('hands on the bytes as Zendesk compressed them, where it did', async () => {
    const gzip = Buffer.from('compressed');
    const { turn, objects } = exportOf([fetched([1], { gzip }), fetched([2])]);
    await turn();
    await turn();
    expect(objects[0]?.gzip).toBe(gzip);
    expect(objects[1]).not.toHaveProperty('gzip');
  });

  it('needs no cursor endpoint where no second is pinned', async () => {
    const { turn, objects } = exportOf([fetched([1]), fetched([1, 1])], { cursorPath: null });
    await turn();
    await expect(turn()).rejects.toThrow(`acme/tickets: a page does not get past second ${BEGAN + 1}`);
    expect(objects).toHaveLength(1);
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
