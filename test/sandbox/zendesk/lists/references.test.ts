import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  liveActivity,
  type ListName,
  metricEventsExport,
  ticketEventsExport,
  usersExport,
} from '#sandbox/zendesk/index.ts';
import { expectedList, keysOf, type ListSimulation, simulateHistory } from '#test/support/sandbox/zendesk/lists.ts';
import { parseObject, type ParsedTicket, parseTicket } from '#test/support/sandbox/zendesk/parsed.ts';

const OPTIONS = z.array(z.looseObject({ id: z.int(), name: z.string(), value: z.string() }));
const FIELD = z.looseObject({
  id: z.int(),
  type: z.string(),
  title: z.string(),
  custom_field_options: OPTIONS.optional(),
});

/** The value of a field with options: one or several of them. */
const TEXTS = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

/** The types of the values of each field type. */
const VALUES: Readonly<Record<string, z.ZodType>> = {
  text: z.string(),
  checkbox: z.boolean(),
  tagger: z.string(),
  multiselect: z.array(z.string()),
  date: z.iso.date(),
  decimal: z.number(),
  integer: z.number(),
};

const EXPORTS = [usersExport, ticketEventsExport, metricEventsExport];

const idsOf = (simulation: ListSimulation, name: ListName): Set<unknown> =>
  new Set(keysOf(name, expectedList(simulation, name)));

const ticketsOf = ({ zendesk }: ListSimulation): ParsedTicket[] =>
  zendesk.expectedRecords('tickets', { supportTypeScope: 'all' }).map(({ text }) => parseTicket(text));

const recordsOf = ({ zendesk }: ListSimulation, resource: string): Record<string, unknown>[] =>
  zendesk.expectedRecords(resource, { nowMs: 1e14, supportTypeScope: 'all' }).map(({ text }) => parseObject(text));

/** Returns the values of a member that are not in the list. */
const missing = (simulation: ListSimulation, name: ListName, ids: readonly unknown[]): unknown[] => {
  const known = idsOf(simulation, name);
  return ids.filter((id) => id !== null && id !== undefined && !known.has(id));
};

/** Returns the pairs of two members, sorted. */
const toPairs = (rows: readonly Record<string, unknown>[], id: string, other: string): string[] =>
  rows
    .filter((row) => row[other] !== null)
    .map((row) => `${String(row[id])} ${String(row[other])}`)
    .toSorted();

describe('after many changes', () => {
  const simulation = simulateHistory({ tickets: 200, exports: EXPORTS });
  const { account, clock } = simulation;
  liveActivity({ perMinute: 30, peoplePerMinute: 30, listsPerMinute: 240 })(
    account,
    clock.now(),
    clock.now() + 900_000,
  );
  clock.advance(2_000_000);
  const tickets = ticketsOf(simulation);

  test.each([
    ['groups', 'group_id'],
    ['brands', 'brand_id'],
    ['ticket_forms', 'ticket_form_id'],
    ['custom_statuses', 'custom_status_id'],
  ] as const)('%s contain the %s of every ticket', (name, member) => {
    const ids = tickets.map((ticket) => ticket[member]);
    expect(new Set(ids).size).toBeGreaterThan(0);
    expect(missing(simulation, name, ids)).toEqual([]);
  });

  test('ticket fields name every custom field of every ticket, and the options of its value', () => {
    const fields = new Map(expectedList(simulation, 'ticket_fields').map((row) => [row['id'], FIELD.parse(row)]));
    let resolved = 0;
    for (const { id, value } of tickets.flatMap(({ custom_fields: values }) => values)) {
      const field = fields.get(id);
      expect(field?.title).toEqual(expect.any(String));
      if (value === null || !field) continue;
      expect(VALUES[field.type]?.safeParse(value).success).toBe(true);
      if (!field.custom_field_options) continue;
      const names = new Map(field.custom_field_options.map((option) => [option.value, option.name]));
      expect(TEXTS.parse(value).filter((each) => !names.has(each))).toEqual([]);
      resolved += 1;
    }
    expect(resolved).toBeGreaterThan(100);
  });

  test('ticket fields contain system fields with options, and the current custom statuses', () => {
    const fields = expectedList(simulation, 'ticket_fields');
    const system = fields.filter(({ removable }) => removable === false);
    expect(system.map(({ type }) => type)).toEqual(expect.arrayContaining(['subject', 'status', 'priority', 'group']));
    expect(system.find(({ type }) => type === 'priority')?.['system_field_options']).toContainEqual({
      name: 'High',
      value: 'high',
    });
    const statuses = z.array(z.looseObject({ id: z.int(), agent_label: z.string() }));
    const embedded = statuses.parse(system.find(({ type }) => type === 'custom_status')?.['custom_statuses']);
    const listed = statuses.parse(expectedList(simulation, 'custom_statuses'));
    const toLabels = (rows: typeof listed): unknown[] => rows.map(({ id, agent_label: label }) => [id, label]);
    expect(toLabels(embedded)).toEqual(toLabels(listed));
  });

  test('memberships agree with the default groups and organizations of users', () => {
    const users = recordsOf(simulation, 'users').filter(({ active }) => active);
    const groups = expectedList(simulation, 'group_memberships').filter((row) => row['default']);
    const organizations = expectedList(simulation, 'organization_memberships').filter((row) => row['default']);
    expect(toPairs(groups, 'user_id', 'group_id')).toEqual(toPairs(users, 'id', 'default_group_id'));
    expect(toPairs(organizations, 'user_id', 'organization_id')).toEqual(toPairs(users, 'id', 'organization_id'));
    expect(groups.length).toBeGreaterThan(20);
    expect(organizations.length).toBeGreaterThan(300);
  });

  test('memberships name groups that are not deleted, and organizations that are not deleted', () => {
    const kept = new Set(
      expectedList(simulation, 'groups')
        .filter((row) => row['deleted'] === false)
        .map(({ id }) => id),
    );
    const memberships = expectedList(simulation, 'group_memberships');
    expect(memberships.filter((row) => !kept.has(row['group_id']))).toEqual([]);
    for (const row of expectedList(simulation, 'organization_memberships')) {
      const { deletedAt } = account.organizations.current(Number(row['organization_id'])).facts;
      expect(deletedAt).toBeNull();
    }
  });

  test('custom roles contain those of all agents, user fields those of all users', () => {
    const users = recordsOf(simulation, 'users');
    expect(
      missing(
        simulation,
        'custom_roles',
        users.map((user) => user['custom_role_id']),
      ),
    ).toEqual([]);
    const keys = new Set(expectedList(simulation, 'user_fields').map((row) => String(row['key'])));
    expect(users.flatMap((user) => Object.keys(user['user_fields'] ?? {})).filter((key) => !keys.has(key))).toEqual([]);
  });

  test('organization fields contain those of all organizations', () => {
    const keys = new Set(expectedList(simulation, 'organization_fields').map((row) => String(row['key'])));
    const organizations = account.organizations.latest().map(({ text }) => parseObject(text));
    const used = organizations.flatMap((each) => Object.keys(each['organization_fields'] ?? {}));
    expect(used.filter((key) => !keys.has(key))).toEqual([]);
  });

  test('SLA policies contain those of the metric events, triggers those of the ticket events', () => {
    const policies = recordsOf(simulation, 'ticket_metric_events').flatMap(({ sla }) =>
      sla === undefined
        ? []
        : [
            z
              .object({ policy: z.looseObject({ id: z.int() }) })
              .loose()
              .parse(sla).policy.id,
          ],
    );
    expect(policies.length).toBeGreaterThan(10);
    expect(missing(simulation, 'sla_policies', policies)).toEqual([]);
    const events = JSON.stringify(recordsOf(simulation, 'ticket_events'));
    const triggers = [...events.matchAll(/"via":"Rule","via_reference_id":(\d+)/g)].map(([, id]) => Number(id));
    expect(triggers.length).toBeGreaterThan(10);
    expect(missing(simulation, 'triggers', triggers)).toEqual([]);
  });

  test('tags contain those of tickets', () => {
    expect(
      missing(
        simulation,
        'tags',
        tickets.flatMap((ticket) => ticket['tags']),
      ),
    ).toEqual([]);
  });

  test.each(['satisfaction_ratings', 'survey_responses'] as const)('%s name existing tickets and users', (name) => {
    const users = new Set(recordsOf(simulation, 'users').map(({ id }) => String(id)));
    for (const row of expectedList(simulation, name)) {
      const text = JSON.stringify(row);
      const [, user] = /"(?:requester_id|responder_id)":"?(\d+)/.exec(text) ?? [];
      const [, ticket] = /"ticket_id":(\d+)|zen:ticket:(\d+)/.exec(text)?.filter(Boolean) ?? [];
      expect(users.has(String(user))).toBe(true);
      expect(account.current(Number(ticket)).id).toBe(Number(ticket));
    }
  });
});

test('a group that tickets refer to stays in its list with deleted: true, and in the sideload', () => {
  const simulation = simulateHistory({ tickets: 60 });
  const { account, get, zendesk } = simulation;
  const group = Number(ticketsOf(simulation).find((ticket) => ticket.group_id !== null)?.group_id);
  account.lists.groups.remove(group);
  const row = expectedList({ zendesk }, 'groups').find(({ id }) => id === group);
  expect(row).toMatchObject({ deleted: true });
  const { body } = get('incremental/tickets?start_time=0&per_page=1000&include=groups');
  expect(parseObject(body)['groups']).toContainEqual(row);
});

test('sideloads of tickets and users show the rows of the lists', () => {
  const simulation = simulateHistory({ tickets: 60, exports: EXPORTS });
  const { account, get } = simulation;
  const [form] = account.lists.ticket_forms.at(0);
  account.lists.ticket_forms.update(Number(form?.key), { name: 'Renamed' });
  const sideload = (path: string, name: string): unknown[] => {
    const rows = parseObject(get(`incremental/${path}?start_time=0&include=${name}`).body)[name];
    return z.array(z.unknown()).parse(rows);
  };
  const rowsOfList = (name: ListName): unknown[] => expectedList(simulation, name);
  expect(rowsOfList('ticket_forms')).toContainEqual(expect.objectContaining({ name: 'Renamed' }));
  for (const [path, name, list] of [
    ['tickets', 'groups', 'groups'],
    ['tickets', 'ticket_forms', 'ticket_forms'],
    ['users', 'groups', 'groups'],
    ['users', 'roles', 'custom_roles'],
  ] as const) {
    const rows = sideload(path, name);
    expect(rows.length).toBeGreaterThan(0);
    expect(rowsOfList(list)).toEqual(expect.arrayContaining(rows));
  }
});
