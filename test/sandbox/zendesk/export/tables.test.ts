import { expect, test } from 'vitest';
import { ACCESS, createRecordTable, type RecordTableOptions } from '#sandbox/zendesk/index.ts';
import { NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { simulate } from '#test/support/sandbox/zendesk/simulation.ts';

const T = NOW - 5000;

/** An export that differs from tickets in all properties. */
const CALLS: RecordTableOptions = {
  path: 'channels/voice/stats/incremental/calls',
  access: ACCESS.calls,
  itemKey: 'calls',
  members: ['items', 'count', 'next_page', 'end_time'],
  hasCursorEndpoint: false,
  timestamp: { field: 'updated_at', format: 'iso' },
};

const setup = (options: Partial<RecordTableOptions> = {}) => {
  const table = createRecordTable({ ...CALLS, ...options });
  return { table, ...simulate({ tables: [table] }) };
};

const requestCalls = ({ send }: ReturnType<typeof setup>, path: string) =>
  send(`../channels/voice/stats/incremental/${path}`);

test('a record table defines path, item key, members and timestamps of a resource', () => {
  const world = setup();
  world.table.put({ id: 7, second: T, fields: { status: 'completed' } });
  const { status, body } = requestCalls(world, 'calls?start_time=0');
  expect(status).toBe(200);
  expect(body).toBe(
    '{"calls":[{"id":7,"updated_at":"2026-11-24T21:35:00Z","status":"completed"}],"count":1,' +
      `"next_page":"http://zendesk.test/api/v2/channels/voice/stats/incremental/calls?start_time=${T}","end_time":${T}}`,
  );
  expect(world.send('tickets?start_time=0').status).toBe(200);
});

test('timestamps can be epoch seconds', () => {
  const world = setup({ timestamp: { field: 'timestamp', format: 'epoch' } });
  world.table.put({ id: 7, second: T });
  expect(requestCalls(world, 'calls?start_time=0').body).toContain(`{"id":7,"timestamp":${T}}`);
});

test('the cursor endpoint exists only with hasCursorEndpoint', () => {
  expect(requestCalls(setup(), 'calls/cursor?start_time=0').status).toBe(404);
  expect(requestCalls(setup({ hasCursorEndpoint: true }), 'calls/cursor?start_time=0').status).toBe(200);
});

test('a table without end_of_stream ends at a page with fewer rows than per_page', () => {
  const world = setup();
  for (let id = 1; id <= 5; id += 1) world.table.put({ id, second: T + id });
  const page = (start: number): unknown =>
    parseObject(requestCalls(world, `calls?start_time=${start}&per_page=3`).body);
  expect(page(0)).toMatchObject({ count: 3, end_time: T + 3 });
  expect(page(T + 4)).toMatchObject({ count: 2, end_time: T + 5 });
  expect(page(0)).not.toHaveProperty('end_of_stream');
});

test('a record appears in its latest visible version', () => {
  const world = setup();
  world.table.put({ id: 1, second: T });
  world.table.put({ id: 1, second: T + 10, visibleFrom: (NOW + 120) * 1000 });
  const visible = (): number[] => world.table.expectedRecords(world.clock.now()).map(({ second }) => second);
  expect(visible()).toEqual([T]);
  world.clock.advance(120_000);
  expect(visible()).toEqual([T + 10]);
  expect(requestCalls(world, 'calls?start_time=0').body).toContain(
    world.table.expectedRecords(world.clock.now())[0]?.text,
  );
});
