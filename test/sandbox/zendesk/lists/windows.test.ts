import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  drainList,
  expectedList,
  keysOf,
  type ListSimulation,
  parseCursorPage,
  type Row,
  rowsOf,
  simulateHistory,
} from '#test/support/sandbox/zendesk/lists.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';

const DAY = 86_400;
const ANSWERS = z.array(
  z.looseObject({ type: z.string(), created_at: z.iso.datetime(), updated_at: z.iso.datetime() }),
);

const simulation = simulateHistory({ tickets: 400 });
const { get } = simulation;
const iso = (second: number): string => new Date(second * 1000).toISOString().replace('.000Z', 'Z');
const second = fc.integer({ min: NOW - 90 * DAY, max: NOW });
const createdAt = (row: Row): number => Date.parse(String(row['created_at'])) / 1000;

/** Returns the responses to surveys at a time, by id. */
function responsesAt(world: ListSimulation, nowMs: number): Map<unknown, Row> {
  const rows = expectedList(world, 'survey_responses', { nowMs });
  return new Map(rows.map((row) => [row['id'], row]));
}

describe('satisfaction ratings', () => {
  test('since start_time are those created since then, oldest first', () => {
    fc.assert(
      fc.property(second, (since) => {
        const rows = drainList(simulation, 'satisfaction_ratings', 50, `start_time=${since}`);
        expect(rows).toEqual(expectedList(simulation, 'satisfaction_ratings', { since }));
        expect(rows).toEqual(expectedList(simulation, 'satisfaction_ratings').filter((row) => createdAt(row) >= since));
      }),
      { numRuns: 20 },
    );
  });

  test('until end_time are those created until then', () => {
    const until = NOW - 40 * DAY;
    const rows = drainList(simulation, 'satisfaction_ratings', 100, `end_time=${until}`);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.every((row) => createdAt(row) <= until)).toBe(true);
  });

  test('change within 28 days, and are only offered at first', () => {
    const final = expectedList(simulation, 'satisfaction_ratings', { nowMs: (NOW + 200 * DAY) * 1000 });
    expect(new Set(final.map(({ score }) => score))).toEqual(new Set(['offered', 'good', 'bad']));
    for (const row of final) {
      const [first, last] = [createdAt(row), Date.parse(String(row['updated_at'])) / 1000];
      const at = (nowMs: number): Row | undefined =>
        expectedList(simulation, 'satisfaction_ratings', { nowMs }).find(({ id }) => id === row['id']);
      expect(last - first).toBeLessThanOrEqual(28 * DAY);
      if (Number(row['ticket_id']) % 20 !== 0) continue;
      expect(at(first * 1000 - 1)).toBeUndefined();
      expect(at(first * 1000)).toMatchObject({ score: 'offered', created_at: row['created_at'] });
      expect(at(last * 1000)).toEqual(row);
    }
  });
});

describe('survey responses', () => {
  test('come newest first, with ULIDs as ids and as cursors, and without links (useairfoil/typescript-sdk)', () => {
    const page = parseObject(get('guide/survey_responses?page[size]=3').body);
    const ids = keysOf('survey_responses', rowsOf(JSON.stringify(page), 'survey_responses')).map(String);
    expect(Object.keys(page)).toEqual(['survey_responses', 'meta']);
    expect(page['meta']).toEqual({ has_more: true, after_cursor: ids[2], before_cursor: ids[0] });
    for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(ids).toEqual(ids.toSorted().toReversed());
  });

  test('follow the order of sort', () => {
    const ascending = drainList(simulation, 'survey_responses', 50, 'sort=id');
    expect(ascending).toEqual(drainList(simulation, 'survey_responses', 50, 'sort=-id').reverse());
    expect(get('guide/survey_responses?page[size]=1&sort=created_at').status).toBe(400);
  });

  test('fill a page of 50 by default', () => {
    expect(rowsOf(get('guide/survey_responses').body, 'survey_responses')).toHaveLength(50);
  });

  test('since filter[created_at_start] are those created since then, in milliseconds', () => {
    fc.assert(
      fc.property(second, (since) => {
        const rows = drainList(simulation, 'survey_responses', 50, `filter[created_at_start]=${since * 1000}`);
        expect(rows).toEqual(expectedList(simulation, 'survey_responses', { since }));
        // They expire 28 days after they were created.
        expect(rows.every(({ expires_at: end }) => Date.parse(String(end)) >= (since + 28 * DAY) * 1000)).toBe(true);
        const all = expectedList(simulation, 'survey_responses');
        const before = drainList(simulation, 'survey_responses', 50, `filter[created_at_end]=${since * 1000 - 1}`);
        expect([...rows, ...before]).toEqual(all);
      }),
      { numRuns: 20 },
    );
    const inSeconds = drainList(simulation, 'survey_responses', 50, `filter[created_at_start]=${NOW}`);
    expect(inSeconds).toEqual(expectedList(simulation, 'survey_responses'));
  });

  test('leave null cursors on an empty page (assumption)', () => {
    const { body } = get('guide/survey_responses?page[size]=5&filter[created_at_start]=9999999999999');
    expect(parseCursorPage(body)).toEqual({
      survey_responses: [],
      meta: { has_more: false, after_cursor: null, before_cursor: null },
    });
  });

  test('start without answers, and never show updated_at', () => {
    const rows = expectedList(simulation, 'survey_responses');
    expect(rows.filter(({ answers }) => ANSWERS.parse(answers).length === 0).length).toBeGreaterThan(10);
    expect(rows.some((row) => 'updated_at' in row || 'created_at' in row)).toBe(false);
  });

  test('change until they expire, then never again', () => {
    const [early, late, never] = [NOW - 20 * DAY, NOW, NOW + 400 * DAY].map((at) => responsesAt(simulation, at * 1000));
    const changed = [...(early ?? [])].filter(([id, row]) => JSON.stringify(late?.get(id)) !== JSON.stringify(row));
    expect(changed.length).toBeGreaterThan(3);
    let edited = 0;
    for (const row of never?.values() ?? []) {
      for (const { created_at: answered, updated_at: updated } of ANSWERS.parse(row['answers'])) {
        expect(Date.parse(updated)).toBeLessThanOrEqual(Date.parse(String(row['expires_at'])));
        if (updated > answered) edited += 1;
      }
    }
    expect(edited).toBeGreaterThan(10);
  });
});

describe('audit logs', () => {
  test('come newest first, or oldest first if sort asks for it', () => {
    const newest = rowsOf(get('audit_logs?page[size]=100').body, 'audit_logs').map(createdAt);
    const oldest = rowsOf(get('audit_logs?page[size]=100&sort=created_at').body, 'audit_logs').map(createdAt);
    expect(newest).toEqual(newest.toSorted((a, b) => b - a));
    expect(oldest).toEqual(oldest.toSorted((a, b) => a - b));
    expect(oldest[0]).toBeLessThan(newest[99] ?? 0);
    expect(get('audit_logs?page[size]=1&sort=actor_id').status).toBe(400);
  });

  test('between two filter[created_at][] are those created in this interval, both ends included', () => {
    fc.assert(
      fc.property(second, fc.integer({ min: 0, max: 40 * DAY }), (since, seconds) => {
        const nowMs = Math.min(NOW, since + seconds) * 1000;
        const filters = [since, since + seconds].map((each) => `filter[created_at][]=${iso(each)}`).join('&');
        const rows = drainList(simulation, 'audit_logs', 100, filters);
        expect(rows).toEqual(expectedList(simulation, 'audit_logs', { since, nowMs }));
        expect(rows.every((row) => createdAt(row) >= since && createdAt(row) <= since + seconds)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('show changes of lists, deletions of organizations and logins', () => {
    const { account, zendesk, clock } = simulateHistory({ tickets: 0 });
    const macro = account.lists.macros.create({ title: 'Brand new' });
    account.lists.macros.update(macro, { title: 'Renamed' });
    account.lists.macros.remove(macro);
    const organization = Number(account.organizations.latest().find(({ facts }) => facts.deletedAt === null)?.id);
    account.organizations.delete(organization);
    account.organizations.update(organization);
    clock.advance(1000);
    const rows = expectedList({ zendesk }, 'audit_logs');
    const actions = (source: number): unknown[] =>
      rows.filter(({ source_id: id }) => id === source).map(({ action }) => action);
    expect(actions(macro)).toEqual(['create', 'update', 'destroy']);
    expect(actions(organization)).toEqual(['destroy']);
    expect(rows.filter(({ action }) => action === 'login').length).toBeGreaterThan(500);
  });

  test('never change', () => {
    const before = expectedList(simulation, 'audit_logs', { nowMs: (NOW - 10 * DAY) * 1000 });
    expect(expectedList(simulation, 'audit_logs').slice(0, before.length)).toEqual(before);
  });
});
