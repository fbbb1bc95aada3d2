import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addOption, liveActivity, type ListName } from '#sandbox/zendesk/index.ts';
import {
  expectedList,
  expectedTexts,
  LIST_NAMES,
  type ListSimulation,
  type Row,
  rowsOf,
  simulateHistory,
  simulateLists,
  SPECS,
} from '#test/support/sandbox/zendesk/lists.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';

const T = NOW - 5000;

/** Returns the row with this id at a time in epoch seconds. */
const rowAt = (simulation: ListSimulation, name: ListName, id: unknown, second: number): Row | undefined =>
  expectedList(simulation, name, { nowMs: second * 1000 }).find((row) => row['id'] === id);

const firstId = ({ account }: ListSimulation, name: 'macros' | 'groups' | 'triggers'): number =>
  Number(account.lists[name].at(0)[0]?.key);

describe('a record', () => {
  test('appears when it is created, changes with a new updated_at, and disappears', () => {
    const simulation = simulateLists();
    const { macros } = simulation.account.lists;
    const id = macros.create({ title: 'New' }, { second: T });
    macros.update(id, { title: 'Renamed' }, { second: T + 10 });
    macros.remove(id, { second: T + 20 });
    expect(rowAt(simulation, 'macros', id, T - 1)).toBeUndefined();
    const created = rowAt(simulation, 'macros', id, T);
    expect(created).toMatchObject({ title: 'New', created_at: created?.['updated_at'] });
    expect(Date.parse(String(created?.['created_at']))).toBe(T * 1000);
    const renamed = rowAt(simulation, 'macros', id, T + 10);
    expect(renamed).toEqual({
      ...created,
      title: 'Renamed',
      updated_at: new Date((T + 10) * 1000).toISOString().replace('.000', ''),
    });
    expect(rowAt(simulation, 'macros', id, T + 19)).toEqual(renamed);
    expect(rowAt(simulation, 'macros', id, T + 20)).toBeUndefined();
  });

  test('changes now by default, and pages show it at once', () => {
    const { account, get, clock } = simulateLists();
    const id = account.lists.triggers.create({ title: 'Now', position: -1 });
    expect(rowsOf(get('triggers?page[size]=1').body, 'triggers')).toMatchObject([{ id, title: 'Now' }]);
    clock.advance(1000);
    account.lists.triggers.remove(id);
    expect(rowsOf(get('triggers?page[size]=1').body, 'triggers')).not.toMatchObject([{ id }]);
  });

  test('keeps its text as long as it does not change', () => {
    const simulation = simulateHistory({ tickets: 30 });
    for (const name of LIST_NAMES) {
      expect(expectedTexts(simulation, name)).toEqual(expectedTexts(simulation, name));
    }
  });

  test('cannot change before its last change, or after its deletion', () => {
    const simulation = simulateLists();
    const { macros } = simulation.account.lists;
    const id = firstId(simulation, 'macros');
    macros.update(id, { active: false }, { second: T });
    expect(() => macros.update(id, { active: true }, { second: T - 1 })).toThrow(RangeError);
    macros.remove(id, { second: T });
    expect(() => macros.update(id, { active: true })).toThrow(`there is no record ${id} in macros`);
    expect(() => macros.remove(id)).toThrow(RangeError);
    expect(() => macros.current(id)).toThrow(RangeError);
  });

  test('gets a new id, which no record had before', () => {
    const { account } = simulateLists();
    for (const name of ['groups', 'brands', 'ticket_fields', 'sla_policies', 'holidays', 'views'] as const) {
      const list = account.lists[name];
      const ids = new Set(list.at(0).map(({ key }) => key));
      const [last] = list.at(0).slice(-1);
      list.remove(Number(last?.key));
      expect(ids.has(list.create())).toBe(false);
    }
  });
});

describe('a deletion', () => {
  test.each([
    ['groups', { deleted: true }],
    ['brands', { is_deleted: true, active: false }],
    ['ticket_forms', { deleted_at: expect.stringContaining('Z') as unknown, active: false }],
  ] as const)('marks the record: %s', (name, flags) => {
    const simulation = simulateLists();
    const list = simulation.account.lists[name];
    const id = Number(list.at(0)[0]?.key);
    list.remove(id, { second: T });
    expect(rowAt(simulation, name, id, T - 1)).not.toMatchObject(flags);
    expect(rowAt(simulation, name, id, T)).toMatchObject(flags);
  });

  test('removes the members of a group at the same time', () => {
    const simulation = simulateLists();
    const group = firstId(simulation, 'groups');
    const isMember = (row: Row): boolean => row['group_id'] === group;
    simulation.account.lists.groups.remove(group, { second: T });
    const members = (second: number): Row[] =>
      expectedList(simulation, 'group_memberships', { nowMs: second * 1000 }).filter(isMember);
    expect(members(T - 1).length).toBeGreaterThan(0);
    expect(members(T)).toEqual([]);
  });

  test('removes the holidays of a schedule', () => {
    const simulation = simulateLists();
    const { schedules } = simulation.account.lists;
    const id = Number(schedules.at(0)[0]?.key);
    const parents = (): (number | undefined)[] =>
      simulation.zendesk.expectedRows('holidays').map(({ parent }) => parent);
    expect(parents()).toContain(id);
    schedules.remove(id);
    expect(parents()).not.toContain(id);
  });

  test('removes the memberships of an organization or a user after its second', () => {
    const simulation = simulateLists();
    const { lists, organizations, users } = simulation.account;
    const own = expectedList(simulation, 'organization_memberships').filter((row) => row['default']);
    const [organization, other] = [...new Set(own.map((row) => Number(row['organization_id'])))];
    // The last users have no tickets, so that they can be deleted.
    const user = Number(own.at(-1)?.['user_id']);
    const additional = lists.organization_memberships.add(user, other ?? 0, { second: T });
    lists.organization_memberships.add(user, organization ?? 0, { second: T });
    organizations.delete(organization ?? 0, { second: T + 10 });
    users.delete(user, { second: T + 20 });
    const membershipsAt = (second: number): Row[] =>
      expectedList(simulation, 'organization_memberships', { nowMs: second * 1000 });
    const ofOrganization = (second: number): Row[] =>
      membershipsAt(second).filter((row) => row['organization_id'] === organization);
    const ofUser = (second: number): Row[] => membershipsAt(second).filter((row) => row['user_id'] === user);
    expect(ofOrganization(T + 9).length).toBeGreaterThan(3);
    expect(ofOrganization(T + 11)).toEqual([]);
    expect(ofUser(T + 9).map((row) => row['default'])).toEqual([true, false, false]);
    expect(ofUser(T + 21)).toEqual([]);
    expect(() => lists.organization_memberships.remove(additional)).toThrow(RangeError);
  });
});

describe('an additional membership', () => {
  test('appears and disappears', () => {
    const simulation = simulateLists();
    const { organization_memberships: memberships } = simulation.account.lists;
    const [row] = expectedList(simulation, 'organization_memberships');
    const id = memberships.add(Number(row?.['user_id']), 38_190_260_110_007, { second: T });
    memberships.remove(id, { second: T + 5 });
    expect(rowAt(simulation, 'organization_memberships', id, T)).toMatchObject({ default: false, id });
    expect(rowAt(simulation, 'organization_memberships', id, T + 5)).toBeUndefined();
  });
});

describe('a ticket field', () => {
  test('can be renamed and get a new option, and keeps the ids of the others', () => {
    const simulation = simulateLists();
    const { ticket_fields: fields } = simulation.account.lists;
    const field = fields.at(0).find(({ members }) => members.type === 'tagger');
    const id = Number(field?.key);
    fields.update(id, { title: 'Thema' }, { second: T });
    addOption(fields, id, { name: 'Neu', value: 'neu' }, { second: T + 1 });
    const row = rowAt(simulation, 'ticket_fields', id, T + 1);
    expect(row).toMatchObject({ title: 'Thema' });
    const before = field?.members.custom_field_options ?? [];
    expect(row?.['custom_field_options']).toEqual([
      ...before,
      { id: (before.at(-1)?.id ?? 0) + 1, name: 'Neu', raw_name: 'Neu', value: 'neu' },
    ]);
    const text = fields.at(0).find(({ members }) => members.type === 'text');
    expect(() => addOption(fields, Number(text?.key), { name: 'Neu', value: 'neu' })).toThrow('has no options');
  });
});

test('some group memberships have no updated_at (singer-io/tap-zendesk#18)', () => {
  const rows = expectedList(simulateLists(), 'group_memberships');
  const without = rows.filter((row) => !('updated_at' in row));
  expect(without.length).toBeGreaterThan(3);
  expect(without.length).toBeLessThan(rows.length / 2);
});

test('tags move in their order from day to day', () => {
  const simulation = simulateLists();
  const [today, tomorrow] = [NOW, NOW + 86_400].map((second) =>
    expectedList(simulation, 'tags', { nowMs: second * 1000 }).map(({ name }) => name),
  );
  expect(today?.length).toBeGreaterThan(100);
  expect(tomorrow).not.toEqual(today);
  expect(new Set(today).size).toBe(today?.length);
});

const textsOf = (simulation: ListSimulation): unknown => LIST_NAMES.map((name) => expectedTexts(simulation, name));

describe('ongoing changes', () => {
  const LIVE = { perMinute: 0, peoplePerMinute: 30, listsPerMinute: 120 };

  test('create, change and delete records of all lists that people edit', () => {
    const simulation = simulateLists();
    const { clock, account } = simulation;
    const before = new Map(LIST_NAMES.map((name) => [name, expectedTexts(simulation, name)]));
    liveActivity(LIVE)(account, clock.now(), clock.now() + 1_800_000);
    clock.advance(1_800_000);
    const followTickets: ReadonlySet<ListName> = new Set(['satisfaction_ratings', 'survey_responses', 'tags']);
    for (const name of LIST_NAMES.filter((each) => !followTickets.has(each))) {
      expect(expectedTexts(simulation, name)).not.toEqual(before.get(name));
    }
    for (const name of ['macros', 'triggers', 'views', 'group_memberships', 'organization_memberships'] as const) {
      const keys = new Set(expectedList(simulation, name).map((row) => row['id']));
      const old = (before.get(name) ?? []).map((text) => (JSON.parse(text) as Row)['id']);
      expect(old.filter((id) => !keys.has(id)).length).toBeGreaterThan(0);
    }
  });

  test('do not depend on the number of calls', () => {
    const [one, many] = [simulateLists(), simulateLists()];
    const [now, live] = [one.clock.now(), liveActivity(LIVE)];
    live(one.account, now, now + 300_000);
    for (let ms = 0; ms < 300_000; ms += 7000) {
      live(many.account, now + ms, Math.min(now + ms + 7000, now + 300_000));
      textsOf(many);
    }
    for (const { clock } of [one, many]) clock.advance(300_000);
    expect(textsOf(many)).toEqual(textsOf(one));
  });

  test('leave the past as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.constantFrom(...LIST_NAMES), (seconds, name) => {
        const simulation = simulateLists();
        const { clock, account } = simulation;
        const [start, live] = [clock.now(), liveActivity(LIVE)];
        live(account, start, start + seconds * 1000);
        clock.set(start + seconds * 1000);
        const past = { nowMs: clock.now() };
        const before = expectedTexts(simulation, name, past);
        live(account, clock.now(), clock.now() + 300_000);
        clock.advance(300_000);
        expect(expectedTexts(simulation, name, past)).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });
});

test('lists that no request asks for cost nothing', () => {
  const { account, zendesk, get } = simulateLists();
  const created: unknown[] = [];
  const lists = account.lists;
  Object.defineProperty(account, 'lists', { get: () => created.push(true) && lists });
  account.create();
  zendesk.catchUpLive();
  get('incremental/tickets?start_time=0');
  expect(created).toEqual([]);
  get(SPECS.groups.path);
  expect(created.length).toBeGreaterThan(0);
});
