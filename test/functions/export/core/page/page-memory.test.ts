import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPageMemory, type ExportMemory, type PagePlace } from '#functions/export/core/page/page-memory.ts';
import { createRng } from '#sandbox/zendesk/index.ts';
import { NEVER } from '#test/support/functions/aws.ts';
import { atRest } from '#test/support/virtual-clock.ts';

const MB = 1_000_000;

/** Opens the memory of these exports, and counts changes. */
function open<const Name extends string>(...names: Name[]) {
  const changes = { count: 0 };
  const memory = createPageMemory(() => void (changes.count += 1));
  const exports = Object.fromEntries(names.map((name) => [name, memory.openExport()])) as Record<Name, ExportMemory>;
  return { ...exports, changes };
}

async function take(memory: ExportMemory): Promise<PagePlace> {
  const place = await memory.take(NEVER);
  if (place === undefined) throw new Error('aborted');
  return place;
}

type Request = { isGranted: boolean; place?: PagePlace | undefined };

/** Requests a place. The state shows whether it has been granted. */
function request(memory: ExportMemory, signal: AbortSignal = NEVER): Request {
  const state: Request = { isGranted: false };
  async function wait(): Promise<void> {
    state.place = await memory.take(signal);
    state.isGranted = true;
  }
  void wait();
  return state;
}

describe('the page memory', () => {
  it('grants two places per export: the third page waits until one is freed', async () => {
    const { a } = open('a');
    const first = await take(a);
    await take(a);
    const third = request(a);
    await atRest();
    expect(third.isGranted).toBe(false);
    first.free();
    await atRest();
    expect(third.isGranted).toBe(true);
  });

  it('grants four places in all, in the order of the requests', async () => {
    const { a, b, c, d, e } = open('a', 'b', 'c', 'd', 'e');
    const places = [await take(a), await take(b), await take(c)];
    places[0]?.startLanding();
    await take(d);
    const waiting = [request(e), request(b)];
    places[1]?.free();
    await atRest();
    expect(waiting.map(({ isGranted }) => isGranted)).toEqual([true, false]);
    places[2]?.free();
    await atRest();
    expect(waiting.map(({ isGranted }) => isGranted)).toEqual([true, true]);
  });

  it('keeps the last place for an export that has to compare two pages, until a page lands', async () => {
    const { a, b, c, d } = open('a', 'b', 'c', 'd');
    const first = await take(a);
    await take(b);
    await take(c);
    const [fourth, second] = [request(d), request(a)];
    await atRest();
    expect([fourth.isGranted, second.isGranted]).toEqual([false, true]);
    second.place?.free();
    await atRest();
    expect(fourth.isGranted).toBe(false);
    first.startLanding();
    await atRest();
    expect(fourth.isGranted).toBe(true);
  });

  it('grants no place after the request is aborted', async () => {
    const { a } = open('a');
    const first = await take(a);
    await take(a);
    const controller = new AbortController();
    const aborted = request(a, controller.signal);
    controller.abort();
    await atRest();
    expect(aborted).toEqual({ isGranted: true, place: undefined });
    expect(await a.take(controller.signal)).toBeUndefined();
    first.free();
    await take(a);
  });

  it('frees all places of an export that ends', async () => {
    const { a, b, changes } = open('a', 'b');
    (await take(a)).finish(65 * MB);
    expect(b.isFull()).toBe(true);
    const before = changes.count;
    a.close();
    expect(b.isFull()).toBe(false);
    expect(changes.count).toBeGreaterThan(before);
  });
});

describe('the page memory with more than 64 MB', () => {
  it('allows no request until a page is freed, and reports the changes', async () => {
    const { a, b, changes } = open('a', 'b');
    const large = await take(a);
    void large.grow(64 * MB);
    expect(b.isFull()).toBe(false);
    let before = changes.count;
    void large.grow(64 * MB + 1);
    expect(b.isFull()).toBe(true);
    expect(changes.count).toBe(before + 1);
    before = changes.count;
    void large.grow(70 * MB);
    expect(changes.count).toBe(before);
    large.free();
    expect(b.isFull()).toBe(false);
    expect(changes.count).toBe(before + 1);
  });

  it('allows no request of the same export either, once the large page lands', async () => {
    const { a } = open('a');
    const page = await take(a);
    page.finish(65 * MB);
    // The page may hide rows, and another response may be needed to land it.
    expect(a.isFull()).toBe(false);
    page.startLanding();
    expect(a.isFull()).toBe(true);
  });
});

/** Lets a page grow. The state shows whether it may grow further. */
function grow(place: PagePlace, megabytes: number) {
  const state = { mayContinue: false };
  async function wait(): Promise<void> {
    await place.grow(megabytes * MB);
    state.mayContinue = true;
  }
  void wait();
  return state;
}

describe('pages that grow beyond 64 MB together', () => {
  it('grow one after the other, in the order in which they came', async () => {
    const { a, b } = open('a', 'b');
    const [first, second] = [await take(a), await take(b)];
    grow(second, 40);
    const waiting = grow(second, 50);
    await atRest();
    expect(waiting.mayContinue).toBe(true);
    const growing = grow(first, 30);
    const paused = grow(second, 51);
    await atRest();
    expect([growing.mayContinue, paused.mayContinue]).toEqual([true, false]);
    first.finish(30 * MB);
    await atRest();
    expect(paused.mayContinue).toBe(true);
  });

  it('wait while a page lands, because it will free its memory', async () => {
    const { a, b } = open('a', 'b');
    const [landing, next] = [await take(a), await take(b)];
    landing.finish(60 * MB);
    landing.startLanding();
    const paused = grow(next, 10);
    await atRest();
    expect(paused.mayContinue).toBe(false);
    landing.free();
    await atRest();
    expect(paused.mayContinue).toBe(true);
  });

  it('stop waiting when their signal aborts, or when their export ends', async () => {
    const { a, b, c } = open('a', 'b', 'c');
    const controller = new AbortController();
    await take(a);
    const aborted = await b.take(controller.signal);
    const closed = await take(c);
    const waits = [aborted && grow(aborted, 65), grow(closed, 65)];
    await atRest();
    expect(waits.map((wait) => wait?.mayContinue)).toEqual([false, false]);
    controller.abort();
    c.close();
    await atRest();
    expect(waits.map((wait) => wait?.mayContinue)).toEqual([true, true]);
    expect(aborted?.grow(66 * MB)).toBeUndefined();
  });
});

type ScriptedPage = { readonly megabytes: number; readonly isHidden: boolean };

/** Drains exports whose steps are carried out in a random order. Returns the numbers of pages in memory over time. */
async function drainAll(scripts: readonly (readonly ScriptedPage[])[], seed: number) {
  const rng = createRng(seed);
  const memory = createPageMemory(() => undefined);
  const steps: (() => void)[] = [];
  const step = (): Promise<void> => new Promise((resolve) => void steps.push(resolve));
  const held = scripts.map(() => 0);
  const history: number[][] = [];
  let ended = 0;

  async function drain(pages: readonly ScriptedPage[], index: number): Promise<void> {
    const own = memory.openExport();
    const read = async (megabytes: number) => {
      do await step();
      while (own.isFull());
      const place = await take(own);
      held[index] = (held[index] ?? 0) + 1;
      history.push([...held]);
      for (const part of [0.5, 1]) {
        await place.grow(part * megabytes * MB);
        await step();
      }
      place.finish(megabytes * MB);
      const free = (): void => {
        held[index] = (held[index] ?? 0) - 1;
        place.free();
      };
      return { place, free };
    };
    let landing: Promise<void> = Promise.resolve();
    for (const { megabytes, isHidden } of pages) {
      const page = await read(megabytes);
      if (isHidden) (await read(megabytes)).free();
      await landing;
      page.place.startLanding();
      landing = step().then(page.free);
    }
    await landing;
    ended += 1;
  }

  for (const [index, pages] of scripts.entries()) void drain(pages, index);
  // An export that waits because the memory is full tries again and again.
  for (let turns = 0; ended < scripts.length && turns < 20_000; turns += 1) {
    const [next] = steps.splice(rng.int(0, steps.length - 1), 1);
    next?.();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
  return { ended, history };
}

it('exports never wait for each other forever, and never hold more than two pages each or four in all', async () => {
  const page = fc.record({ megabytes: fc.constantFrom(1, 40, 100), isHidden: fc.boolean() });
  const scripts = fc.array(fc.array(page, { maxLength: 6 }), { minLength: 1, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(scripts, fc.nat(), async (pages, seed) => {
      const { ended, history } = await drainAll(pages, seed);
      expect(ended).toBe(pages.length);
      for (const held of history) {
        expect(Math.max(...held)).toBeLessThanOrEqual(2);
        expect(held.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(4);
      }
    }),
  );
});
