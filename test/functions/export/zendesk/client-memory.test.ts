import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { answer, gzipped, times } from '#test/support/functions/answers.ts';
import { clientOf } from '#test/support/functions/client.ts';
import { ticket, timeText } from '#test/support/functions/pages.ts';
import { atRest } from '#test/support/virtual-clock.ts';

const PAGE = timeText([ticket(1, 100), ticket(2, 105)], 105);

describe('fetchPage with a limited memory', () => {
  it('returns a page that holds its place until it frees it', async () => {
    const { fetchPage, held } = clientOf([gzipped(200, PAGE)]);
    const fetched = await fetchPage();
    expect(held.count).toBe(1);
    if (fetched.kind === 'page') fetched.place.free();
    expect(held.count).toBe(0);
  });

  it('frees the place of an invalid page', async () => {
    const { fetchPage, held } = clientOf(times(3, answer(200, '{}')));
    await expect(fetchPage()).rejects.toThrow('not a valid page');
    expect(held.count).toBe(0);
  });

  it('reads other responses without a place', async () => {
    const { fetchPage, held, memory, run } = clientOf([answer(500), answer(429)]);
    await Promise.all([memory.take(run.work), memory.take(run.work)]);
    await fetchPage().catch(() => undefined);
    expect(held.count).toBe(2);
  });

  it('stops without a request in flight if it is aborted while it waits for a place', async () => {
    const { fetchPage, memory, run } = clientOf([gzipped(200, PAGE)]);
    await Promise.all([memory.take(run.work), memory.take(run.work)]);
    const result = fetchPage();
    await atRest();
    run.clock.advance(3_600_000);
    expect(await result).toEqual({ kind: 'stopped', outcome: 'budget_spent', inFlight: false });
  });

  it.each([
    [answer(200, PAGE), {}, PAGE.length],
    [gzipped(200, PAGE), {}, gzipSync(PAGE).length],
    [gzipped(200, PAGE), { layout: 'ndjson' as const }, PAGE.length],
  ])('records the size of the bytes that land', async (response, options, bytes) => {
    const { fetchPage, held } = clientOf([response], options);
    await fetchPage();
    expect(held.bytes).toBe(bytes);
  });
});
