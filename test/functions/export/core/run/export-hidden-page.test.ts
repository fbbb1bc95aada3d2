import { describe, expect, it } from 'vitest';
import { createExport, EXPORT_START, fetched, hidden } from '#test/support/functions/scripted-export.ts';

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
