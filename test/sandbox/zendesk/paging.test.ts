import { describe, expect, test } from 'vitest';
import { encodeCursor } from '#sandbox/zendesk/index.ts';
import { NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { oneEach, T, withTickets } from '#test/support/sandbox/zendesk/simulated.ts';

/* What public sources say of how pages follow one another; single pages are tested in export/. */

describe('pages by time', () => {
  test('of several seconds hold 1000 tickets, and split the last second; overshooting, one more (embulk-input-zendesk)', () => {
    const seconds = [...oneEach(1000), T + 999, T + 1000];
    const page = { end_of_stream: false, end_time: T + 999 };
    expect(withTickets(seconds).ask('tickets?start_time=0').page()).toMatchObject({ count: 1000, ...page });
    const { ask } = withTickets(seconds, { secondMode: 'overshoot' });
    expect(ask('tickets?start_time=0').page()).toMatchObject({ count: 1001, ...page });
  });

  test('repeat nothing but the last second of the page before', () => {
    const { ask } = withTickets([T, T + 1, T + 2, T + 2, T + 3, T + 4]);
    const first = ask('tickets?start_time=0&per_page=3');
    const second = ask(`tickets?start_time=${Number(first.page().end_time)}&per_page=3`);
    expect([first.ids(), second.ids()]).toEqual([
      [1, 2, 3],
      [3, 4, 5],
    ]);
  });

  test('show a ticket that changes during the walk again, and in its latest state only', () => {
    const { ask, account } = withTickets(oneEach(4));
    expect(ask('tickets?start_time=0&per_page=2').ids()).toEqual([1, 2]);
    account.update(1, { second: T + 10 });
    account.update(3, { second: T + 11 });
    expect(ask(`tickets?start_time=${T + 1}`).ids()).toEqual([2, 4, 1, 3]);
  });

  test('lead a client that follows next_page through every second, however full, and to an end (facetoe/zenpy)', () => {
    const { ask, account } = withTickets([T, T, T, T, T + 1, T + 1, T + 1, T + 2, T + 3, T + 3]);
    const seen: number[] = [];
    let next: string = 'tickets?start_time=0&per_page=2';
    for (let requests = 0, ended = false; !ended; requests += 1) {
      expect(requests).toBeLessThan(10);
      const asked = ask(next);
      seen.push(...asked.ids());
      ended = asked.page().end_of_stream;
      next = `tickets${new URL(String(asked.page().next_page)).search}`;
    }
    expect(new Set(seen).size).toBe(account.size);
  });

  test('overshooting, are pinned by a second as full as a smaller page, although a larger one got past it', () => {
    const { ask } = withTickets([T, T, T, T + 1], { secondMode: 'overshoot' });
    const at = (perPage: number): object => ask(`tickets?start_time=${T}&per_page=${perPage}`).page();
    expect(at(3)).toMatchObject({ end_time: T, end_of_stream: false });
    expect(at(4)).toMatchObject({ end_time: T + 1, end_of_stream: true });
  });

  test('lose what a capped page had no room for, if the next second is asked for (estuary/connectors#1789)', () => {
    const [whole = [], capped = []] = (['whole', 'capped'] as const).map((secondMode) => {
      const { ask } = withTickets([T, T, T, T + 1], { secondMode });
      return [...ask(`tickets?start_time=${T}&per_page=2`).ids(), ...ask(`tickets?start_time=${T + 1}`).ids()];
    });
    expect(whole).toEqual([1, 2, 3, 4]);
    expect(capped).toEqual([1, 2, 4]);
  });

  test('may show a record behind ones already served (estuary/connectors#5209)', () => {
    const { ask, account, clock } = withTickets([T, T + 10]);
    account.create({ second: T + 5, visibleFrom: (NOW + 120) * 1000 });
    const end = Number(ask('tickets?start_time=0').page().end_time);
    clock.advance(120_000);
    expect(ask(`tickets?start_time=${end}`).ids()).toEqual([2]);
    expect(ask(`tickets?start_time=${T + 5}`).ids()).toEqual([3, 2]);
  });
});

describe('a young start_time', () => {
  test('is what next_page led to at the end of the stream, before the last minute was held back (zdesk, embulk)', () => {
    const { ask } = withTickets([T, NOW - 5], { holdBackSeconds: 0, tooRecent: 'legacy' });
    const { next_page: next, end_of_stream: end } = ask('tickets?start_time=0').page();
    expect(end).toBe(true);
    expect(ask(`tickets${new URL(String(next)).search}`)).toMatchObject({
      status: 422,
      body: '{"error":"InvalidValue","description":"Too recent start_time. Use a start_time older than 5 minutes"}',
    });
  });

  test('counts against the rate limit like any other, once the login is right', () => {
    const { ask, zendesk } = withTickets([], { rateLimit: { total: 1 } });
    const young = `tickets?start_time=${NOW}`;
    expect(ask(young, [], 'Bearer wrong').status).toBe(401);
    expect(ask(young)).toMatchObject({ status: 400 });
    expect(ask(young).status).toBe(429);
    expect(zendesk.rateLimit).toEqual({ requests: 2, rejections: 1 });
  });
});

describe('pages by cursor', () => {
  test('go by the cursor, whatever start_time and end_time come with it', () => {
    const { ask } = withTickets(oneEach(3));
    const cursor = `cursor=${encodeURIComponent(encodeCursor({ second: T, id: 1 }))}`;
    for (const more of ['', '&start_time=0', `&start_time=${NOW}`, '&start_time=x', `&end_time=${T}`]) {
      expect(ask(`tickets/cursor?${cursor}${more}`).ids()).toEqual([2, 3]);
    }
  });

  test('give a cursor on the last page too, from which the next poll goes on (the reference)', () => {
    const { ask, account } = withTickets(oneEach(2));
    const last = ask('tickets/cursor?start_time=0').page();
    expect(last.end_of_stream).toBe(true);
    account.create({ second: T + 1 });
    const next = ask(`tickets/cursor?cursor=${encodeURIComponent(String(last.after_cursor))}`);
    expect(next.ids()).toEqual([3]);
  });

  test('have none to give where the first page is empty: begin again by start_time (Zendesk community)', () => {
    const { ask, account } = withTickets([]);
    expect(ask('tickets/cursor?start_time=0').page()).toMatchObject({ after_cursor: null, end_of_stream: true });
    account.create({ second: T });
    expect(ask('tickets/cursor?start_time=0').page()).toMatchObject({ after_cursor: expect.any(String) as unknown });
  });

  test('pass a second of any size, a page at a time', () => {
    const { ask } = withTickets([T, T, T, T, T, T + 1], { secondMode: 'capped' });
    const first = ask(`tickets/cursor?start_time=${T}&per_page=4`).page();
    expect(first).toMatchObject({ end_of_stream: false, after_cursor: encodeCursor({ second: T, id: 4 }) });
    expect(ask(`tickets/cursor?per_page=4&cursor=${encodeURIComponent(String(first.after_cursor))}`).ids()).toEqual([
      5, 6,
    ]);
  });

  test('miss a record that shows late behind the cursor, as those by time do', () => {
    const { ask, account, clock } = withTickets([T, T + 10]);
    account.create({ second: T + 5, visibleFrom: (NOW + 120) * 1000 });
    const { after_cursor: cursor } = ask('tickets/cursor?start_time=0').page();
    clock.advance(120_000);
    expect(ask(`tickets/cursor?cursor=${encodeURIComponent(String(cursor))}`).ids()).toEqual([]);
    expect(ask(`tickets/cursor?start_time=${T}`).ids()).toEqual([1, 3, 2]);
  });
});
