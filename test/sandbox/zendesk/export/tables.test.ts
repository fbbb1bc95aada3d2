import { expect, test } from 'vitest';
import { createRecordTable, type RecordTableOptions } from '#sandbox/zendesk/index.ts';
import { NOW } from '#test/support/sandbox/zendesk/hand-clock.ts';
import { parseObject } from '#test/support/sandbox/zendesk/parsed.ts';
import { simulated } from '#test/support/sandbox/zendesk/simulated.ts';

const T = NOW - 5000;

/** An export with none of the habits of tickets. */
const CALLS: RecordTableOptions = {
  path: 'channels/voice/stats/incremental/calls',
  itemKey: 'calls',
  members: ['items', 'count', 'next_page', 'end_time'],
  hasCursorEndpoint: false,
  timestamp: { field: 'updated_at', format: 'iso' },
};

const setup = (options: Partial<RecordTableOptions> = {}) => {
  const table = createRecordTable({ ...CALLS, ...options });
  return { table, ...simulated({ tables: [table] }) };
};

const ask = ({ ask: send }: ReturnType<typeof setup>, path: string) =>
  send(`../channels/voice/stats/incremental/${path}`);

test('another resource is a table: its path, its items, its members, its timestamps', () => {
  const world = setup();
  world.table.put({ id: 7, second: T, fields: { status: 'completed' } });
  const { status, body } = ask(world, 'calls?start_time=0');
  expect(status).toBe(200);
  expect(body).toBe(
    '{"calls":[{"id":7,"updated_at":"2026-11-24T21:35:00Z","status":"completed"}],"count":1,' +
      `"next_page":"http://zendesk.test/api/v2/channels/voice/stats/incremental/calls?start_time=${T}","end_time":${T}}`,
  );
  expect(world.ask('tickets?start_time=0').status).toBe(200);
});

test('timestamps may be epoch seconds', () => {
  const world = setup({ timestamp: { field: 'timestamp', format: 'epoch' } });
  world.table.put({ id: 7, second: T });
  expect(ask(world, 'calls?start_time=0').body).toContain(`{"id":7,"timestamp":${T}}`);
});

test('a cursor endpoint is there only if the table has one', () => {
  expect(ask(setup(), 'calls/cursor?start_time=0').status).toBe(404);
  expect(ask(setup({ hasCursorEndpoint: true }), 'calls/cursor?start_time=0').status).toBe(200);
});

test('without a flag, the stream ends at a page with fewer rows than per_page', () => {
  const world = setup();
  for (let id = 1; id <= 5; id += 1) world.table.put({ id, second: T + id });
  const page = (start: number): unknown => parseObject(ask(world, `calls?start_time=${start}&per_page=3`).body);
  expect(page(0)).toMatchObject({ count: 3, end_time: T + 3 });
  expect(page(T + 4)).toMatchObject({ count: 2, end_time: T + 5 });
  expect(page(0)).not.toHaveProperty('end_of_stream');
});

test('a record shows in its latest version, late versions once they show', () => {
  const world = setup();
  world.table.put({ id: 1, second: T });
  world.table.put({ id: 1, second: T + 10, visibleFrom: (NOW + 120) * 1000 });
  const shown = (): number[] => world.table.expectedRecords(world.clock.now()).map(({ second }) => second);
  expect(shown()).toEqual([T]);
  world.clock.advance(120_000);
  expect(shown()).toEqual([T + 10]);
  expect(ask(world, 'calls?start_time=0').body).toContain(world.table.expectedRecords(world.clock.now())[0]?.text);
});
