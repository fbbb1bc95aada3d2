import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liveActivity } from '#sandbox/zendesk/index.ts';
import {
  BY_CURSOR,
  drainList,
  expectedList,
  expectedTexts,
  keysOf,
  LIST_NAMES,
  type ListSimulation,
  PAGED,
  parseCursorPage,
  rowsOf,
  simulateHistory,
  SPECS,
} from '#test/support/sandbox/zendesk/lists.ts';

test('the contract has 21 lists, and the simulator the same', () => {
  const { account } = simulateHistory({ tickets: 0 });
  expect(LIST_NAMES).toHaveLength(21);
  expect(Object.keys(account.lists).toSorted()).toEqual(LIST_NAMES.toSorted());
});

test('a plain client reads every list completely, in order and without duplicates, at any page size', () => {
  const simulations = [1, 2].map((seed) => simulateHistory({ seed, tickets: 200 }));
  const cases = fc.record({
    simulation: fc.constantFrom(...simulations),
    name: fc.constantFrom(...PAGED),
    size: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100 })),
  });
  fc.assert(
    fc.property(cases, ({ simulation, name, size }) => {
      const largest = SPECS[name].largestPage ?? 100;
      expect(drainList(simulation, name, Math.min(size, largest))).toEqual(expectedList(simulation, name));
    }),
    { numRuns: 60 },
  );
});

describe('a history', () => {
  const simulation = simulateHistory();

  test.each(LIST_NAMES)('fills the list: %s', (name) => {
    const rows = drainList(simulation, name, SPECS[name].largestPage ?? 100);
    expect(rows.length).toBeGreaterThan(1);
    expect(new Set(keysOf(name, rows)).size).toBe(rows.length);
    expect(rows).toEqual(expectedList(simulation, name));
  });

  test('gives a page the exact texts of the truth', () => {
    for (const name of BY_CURSOR) {
      const { path, query = '' } = SPECS[name];
      const { body } = simulation.get(`${path}?${query}&page[size]=10`);
      const texts = expectedTexts(simulation, name).slice(0, 10);
      expect(body.startsWith(`{"${name}":[${texts.join(',')}],"meta":`)).toBe(true);
    }
  });
});

test('a client that reads backwards from the last page gets every row', () => {
  const simulation = simulateHistory({ tickets: 60 });
  fc.assert(
    fc.property(fc.constantFrom(...BY_CURSOR), fc.integer({ min: 1, max: 20 }), (name, size) => {
      const { path, query = '' } = SPECS[name];
      const expected = expectedList(simulation, name).slice(0, 60);
      const all = simulation.get(`${path}?${query}&page[size]=${Math.min(50, expected.length)}`).body;
      const rows = [rowsOf(all, name).at(-1)];
      for (let { meta } = parseCursorPage(all), before = meta.after_cursor; before;) {
        const page = simulation.get(
          `${path}?${query}&page[size]=${size}&page[before]=${encodeURIComponent(before)}`,
        ).body;
        rows.unshift(...rowsOf(page, name));
        before = parseCursorPage(page).meta.before_cursor;
      }
      expect(rows).toEqual(rowsOf(all, name));
    }),
    { numRuns: 30 },
  );
});

test('a client that reads while rows change gets every row that does not change', () => {
  fc.assert(
    fc.property(fc.constantFrom(...BY_CURSOR), fc.integer({ min: 10, max: 40 }), (name, size) => {
      const simulation = simulateHistory({ tickets: 40 });
      const live = liveActivity({ perMinute: 0, peoplePerMinute: 60, listsPerMinute: 20 });
      const before = expectedTexts(simulation, name);
      const get: ListSimulation['get'] = (path) => {
        const now = simulation.clock.now();
        live(simulation.account, now, now + 10_000);
        simulation.clock.advance(10_000);
        return simulation.get(path);
      };
      const read = new Set(drainList({ get }, name, size).map((row) => JSON.stringify(row)));
      const after = new Set(expectedTexts(simulation, name));
      const unchanged = before.filter((text) => after.has(text)).map((text) => JSON.stringify(JSON.parse(text)));
      expect(unchanged.length).toBeGreaterThan(1);
      expect(unchanged.filter((text) => !read.has(text))).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
