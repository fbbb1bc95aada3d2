import { expect, test } from 'vitest';
import {
  ACCESS,
  createAccount,
  createRecordTable,
  type ExportRules,
  type Fault,
  type RecordTableOptions,
  withRules,
} from '#sandbox/zendesk/index.ts';
import { parseExportPage } from '#test/support/sandbox/zendesk/export-client.ts';
import { createManualClock } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { listSeconds, simulate, T } from '#test/support/sandbox/zendesk/simulation.ts';

const THINGS: RecordTableOptions = {
  path: 'incremental/things',
  access: ACCESS.tickets,
  itemKey: 'things',
  members: ['items', 'total', 'count', 'next_page', 'end_time'],
  hasCursorEndpoint: false,
  timestamp: { field: 'updated_at', format: 'iso' },
};

/** Creates an export with one record per second and its own rules. */
function setup(
  seconds: readonly number[],
  options: Partial<RecordTableOptions> = {},
  rules: Partial<ExportRules> = {},
) {
  const table = createRecordTable({ ...THINGS, ...options });
  for (const [index, second] of seconds.entries()) table.put({ id: index + 1, second });
  const world = simulate({ tables: [table], ...rules });
  const page = (query: string, faults: readonly Fault[] = []) =>
    parseExportPage(world.send(`things?${query}`, faults).body);
  return { ...world, page };
}

const url = (start: number, more = ''): string =>
  `http://zendesk.test/api/v2/incremental/things?${more}start_time=${start}`;

test('nextPageNull never: every page has a next_page, and an empty page has the requested start_time as end_time', () => {
  const { page } = setup([T], { rules: { nextPageNull: 'never' } });
  expect(page('start_time=0')).toMatchObject({ count: 1, end_time: T, next_page: url(T) });
  expect(page(`start_time=${T + 1}`)).toMatchObject({ count: 0, end_time: T + 1, next_page: url(T + 1) });
});

test('nextPageNull end: the last page has an end_time but no next_page', () => {
  const { page } = setup(listSeconds(3), { rules: { nextPageNull: 'end' } });
  expect(page('start_time=0&per_page=2')).toMatchObject({ count: 2, next_page: url(T + 1, 'per_page=2&') });
  expect(page(`start_time=${T + 1}`)).toMatchObject({ count: 2, end_time: T + 2, next_page: null });
  expect(page(`start_time=${T + 3}`)).toMatchObject({ count: 0, end_time: null, next_page: null });
});

test('nextPageNull empty (default): only an empty page has no next_page', () => {
  const { page } = setup([T]);
  expect(page('start_time=0')).toMatchObject({ count: 1, end_time: T, next_page: url(T) });
  expect(page(`start_time=${T + 1}`)).toMatchObject({ count: 0, end_time: null, next_page: null });
});

test('an export with readsPageSize false ignores per_page, and largestPage limits its pages', () => {
  const rules = { readsPageSize: false };
  expect(setup(listSeconds(1005), { rules }).page('start_time=0&per_page=3').count).toBe(1000);
  expect(setup(listSeconds(5), { rules: { ...rules, largestPage: 4 } }).page('start_time=0&per_page=3').count).toBe(4);
});

test('the member total counts the visible records from start_time on', () => {
  const { send } = setup(listSeconds(5));
  expect(parseObject(send(`things?start_time=${T + 2}&per_page=1`).body)).toMatchObject({ things_total: 3, count: 1 });
});

test('an alias returns the same pages as the path', () => {
  const { send } = setup([T], { aliases: ['elsewhere/things'] });
  const { body, status } = send('../elsewhere/things?start_time=0');
  expect(status).toBe(200);
  expect(body.replace('elsewhere', 'incremental')).toBe(send('things?start_time=0').body);
});

test('rules of an export take precedence over those of the simulator, and rules of a request over both', () => {
  const { page, send } = setup([T, T, T, T + 1], { rules: { secondMode: 'capped' } }, { secondMode: 'overshoot' });
  expect(page('start_time=0&per_page=2').count).toBe(2);
  expect(page('start_time=0&per_page=2', [{ kind: 'rules', rules: { secondMode: 'whole' } }]).count).toBe(3);
  expect(send('tickets?start_time=0').status).toBe(200);
});

test('an export with a sorting is in time order only if the request asks for it', () => {
  const sorting = {
    query: { sort_by: 'updated_at', sort_order: 'asc' },
    otherwise: (one: { id: number }, other: { id: number }) => other.id - one.id,
  };
  const { page } = setup([T + 5, T + 9, T], { sorting });
  const ids = (query: string): number[] => page(`start_time=${T + 1}${query}`).records.map(({ id }) => id);
  expect(ids('&sort_by=updated_at&sort_order=asc')).toEqual([1, 2]);
  for (const query of ['', '&sort_by=updated_at', '&sort_by=updated_at&sort_order=desc']) {
    expect(ids(query)).toEqual([2, 1]);
  }
});

test('withRules changes the rules of an export of an account and keeps its others', () => {
  const things = withRules(() => createRecordTable({ ...THINGS, rules: { largestPage: 5, readsPageSize: false } }), {
    largestPage: 2,
  });
  const { tables } = createAccount({ clock: createManualClock(), exports: [things] });
  expect(tables.at(-1)?.rules).toEqual({ largestPage: 2, readsPageSize: false });
});
