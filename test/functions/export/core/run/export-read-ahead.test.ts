import { describe, expect, it } from 'vitest';
import { timePage } from '#test/support/functions/pages.ts';
import { createExport, EXPORT_START, fetched } from '#test/support/functions/scripted-export.ts';

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
