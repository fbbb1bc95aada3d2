import { describe, expect, it } from 'vitest';
import { tailFrom } from '#functions/export/core/state/last-page.ts';
import { contentOf, timePage } from '#test/support/functions/pages.ts';
import { createExport, EXPORT_START, fetched, hidden } from '#test/support/functions/scripted-export.ts';

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
    const page = timePage([EXPORT_START], { endOfStream: true });
    const lastPage = tailFrom({ endTime: EXPORT_START, tails: page.tails }, EXPORT_START);
    const item = { endTime: EXPORT_START, startTime: EXPORT_START, ...(lastPage && { lastPage }) };
    const { turn, calls } = createExport([fetched([0], { content, page })], { layout: 'ndjson', item });
    expect(await turn()).toMatchObject({ outcome: 'caught_up', pages: 0 });
    expect(calls).toEqual(['checkpoint', 'emit page']);
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
