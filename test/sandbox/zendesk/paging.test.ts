import { describe, expect, test } from 'vitest';
import { encodeCursor } from '#sandbox/zendesk/index.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { listSeconds, T, simulateTickets } from '#test/support/sandbox/zendesk/simulation.ts';

/* The sequence of pages according to public sources. Single pages are tested in export/. */

describe('time-based pages', () => {
  test('contain 1000 tickets of several seconds and split the last second; one more in mode overshoot (embulk-input-zendesk)', () => {
    const seconds = [...listSeconds(1000), T + 999, T + 1000];
    const page = { end_of_stream: false, end_time: T + 999 };
    expect(simulateTickets(seconds).send('tickets?start_time=0').page()).toMatchObject({ count: 1000, ...page });
    const { send } = simulateTickets(seconds, { secondMode: 'overshoot' });
    expect(send('tickets?start_time=0').page()).toMatchObject({ count: 1001, ...page });
  });

  test('repeat only the last second of the previous page', () => {
    const { send } = simulateTickets([T, T + 1, T + 2, T + 2, T + 3, T + 4]);
    const first = send('tickets?start_time=0&per_page=3');
    const second = send(`tickets?start_time=${Number(first.page().end_time)}&per_page=3`);
    expect([first.ids(), second.ids()]).toEqual([
      [1, 2, 3],
      [3, 4, 5],
    ]);
  });

  test('repeat a ticket that changes during the export, in its latest version', () => {
    const { send, account } = simulateTickets(listSeconds(4));
    expect(send('tickets?start_time=0&per_page=2').ids()).toEqual([1, 2]);
    account.update(1, { second: T + 10 });
    account.update(3, { second: T + 11 });
    expect(send(`tickets?start_time=${T + 1}`).ids()).toEqual([2, 4, 1, 3]);
  });

  test('lead a client that follows next_page through every second and to the end (facetoe/zenpy)', () => {
    const { send, account } = simulateTickets([T, T, T, T, T + 1, T + 1, T + 1, T + 2, T + 3, T + 3]);
    const visited: number[] = [];
    let next: string = 'tickets?start_time=0&per_page=2';
    for (let requests = 0, ended = false; !ended; requests += 1) {
      expect(requests).toBeLessThan(10);
      const response = send(next);
      visited.push(...response.ids());
      ended = response.page().end_of_stream;
      next = `tickets${new URL(String(response.page().next_page)).search}`;
    }
    expect(new Set(visited).size).toBe(account.size);
  });

  test('stay pinned in mode overshoot if a second fills the page; a larger page passes it', () => {
    const { send } = simulateTickets([T, T, T, T + 1], { secondMode: 'overshoot' });
    const at = (perPage: number): object => send(`tickets?start_time=${T}&per_page=${perPage}`).page();
    expect(at(3)).toMatchObject({ end_time: T, end_of_stream: false });
    expect(at(4)).toMatchObject({ end_time: T + 1, end_of_stream: true });
  });

  test('lose rows in mode capped if the client requests the next second (estuary/connectors#1789)', () => {
    const [whole = [], capped = []] = (['whole', 'capped'] as const).map((secondMode) => {
      const { send } = simulateTickets([T, T, T, T + 1], { secondMode });
      return [...send(`tickets?start_time=${T}&per_page=2`).ids(), ...send(`tickets?start_time=${T + 1}`).ids()];
    });
    expect(whole).toEqual([1, 2, 3, 4]);
    expect(capped).toEqual([1, 2, 4]);
  });

  test('can show a late record before records that were already returned (estuary/connectors#5209)', () => {
    const { send, account, clock } = simulateTickets([T, T + 10]);
    account.create({ second: T + 5, visibleFrom: (NOW + 120) * 1000 });
    const end = Number(send('tickets?start_time=0').page().end_time);
    clock.advance(120_000);
    expect(send(`tickets?start_time=${end}`).ids()).toEqual([2]);
    expect(send(`tickets?start_time=${T + 5}`).ids()).toEqual([3, 2]);
  });
});

describe('recent start_time', () => {
  test('occurs in next_page at the end of the stream if the last minute is not held back (zdesk, embulk)', () => {
    const { send } = simulateTickets([T, NOW - 5], { holdBackSeconds: 0, tooRecent: 'legacy' });
    const { next_page: next, end_of_stream: end } = send('tickets?start_time=0').page();
    expect(end).toBe(true);
    expect(send(`tickets${new URL(String(next)).search}`)).toMatchObject({
      status: 422,
      body: '{"error":"InvalidValue","description":"Too recent start_time. Use a start_time older than 5 minutes"}',
    });
  });

  test('counts against the rate limit only if the credentials are valid', () => {
    const { send, zendesk } = simulateTickets([], { rateLimit: { total: 1 } });
    const recent = `tickets?start_time=${NOW}`;
    expect(send(recent, [], 'Bearer wrong').status).toBe(401);
    expect(send(recent)).toMatchObject({ status: 400 });
    expect(send(recent).status).toBe(429);
    expect(zendesk.rateLimit).toEqual({ requests: 2, rejections: 1 });
  });
});

describe('cursor-based pages', () => {
  test('use the cursor and ignore start_time and end_time', () => {
    const { send } = simulateTickets(listSeconds(3));
    const cursor = `cursor=${encodeURIComponent(encodeCursor({ second: T, id: 1 }))}`;
    for (const more of ['', '&start_time=0', `&start_time=${NOW}`, '&start_time=x', `&end_time=${T}`]) {
      expect(send(`tickets/cursor?${cursor}${more}`).ids()).toEqual([2, 3]);
    }
  });

  test('return a cursor on the last page, from which the next poll resumes (Zendesk reference)', () => {
    const { send, account } = simulateTickets(listSeconds(2));
    const last = send('tickets/cursor?start_time=0').page();
    expect(last.end_of_stream).toBe(true);
    account.create({ second: T + 1 });
    const next = send(`tickets/cursor?cursor=${encodeURIComponent(String(last.after_cursor))}`);
    expect(next.ids()).toEqual([3]);
  });

  test('return no cursor if the first page is empty, so that clients start again by start_time (Zendesk community)', () => {
    const { send, account } = simulateTickets([]);
    expect(send('tickets/cursor?start_time=0').page()).toMatchObject({ after_cursor: null, end_of_stream: true });
    account.create({ second: T });
    expect(send('tickets/cursor?start_time=0').page()).toMatchObject({ after_cursor: expect.any(String) as unknown });
  });

  test('pass a second of any size page by page', () => {
    const { send } = simulateTickets([T, T, T, T, T, T + 1], { secondMode: 'capped' });
    const first = send(`tickets/cursor?start_time=${T}&per_page=4`).page();
    expect(first).toMatchObject({ end_of_stream: false, after_cursor: encodeCursor({ second: T, id: 4 }) });
    expect(send(`tickets/cursor?per_page=4&cursor=${encodeURIComponent(String(first.after_cursor))}`).ids()).toEqual([
      5, 6,
    ]);
  });

  test('miss a late record before the cursor, like time-based pages', () => {
    const { send, account, clock } = simulateTickets([T, T + 10]);
    account.create({ second: T + 5, visibleFrom: (NOW + 120) * 1000 });
    const { after_cursor: cursor } = send('tickets/cursor?start_time=0').page();
    clock.advance(120_000);
    expect(send(`tickets/cursor?cursor=${encodeURIComponent(String(cursor))}`).ids()).toEqual([]);
    expect(send(`tickets/cursor?start_time=${T}`).ids()).toEqual([1, 3, 2]);
  });
});
