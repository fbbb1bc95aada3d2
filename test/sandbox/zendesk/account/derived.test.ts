import { expect, test } from 'vitest';
import {
  ACCESS,
  type AccountExport,
  createAccount,
  createRecordTable,
  SYSTEM,
  type TicketChange,
} from '#sandbox/zendesk/index.ts';
import { createManualClock, NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { simulate } from '#test/support/sandbox/zendesk/simulation.ts';

const T = NOW - 5000;

/** An export with one record per change of a ticket. */
const changes: AccountExport = (account) => {
  const table = createRecordTable({
    path: 'incremental/changes',
    access: ACCESS.ticketEvents,
    itemKey: 'changes',
    members: ['items', 'count', 'end_of_stream', 'next_page', 'end_time'],
    hasCursorEndpoint: false,
    timestamp: { field: 'timestamp', format: 'epoch' },
  });
  let id = 0;
  account.subscribe(({ after }) => {
    table.put({ id: (id += 1), second: after.second, visibleFrom: after.visibleFrom, fields: { ticket_id: after.id } });
  });
  return table;
};

const summarize = ({ before, after, updater }: TicketChange): unknown[] => [
  before?.facts.state,
  after.facts.state,
  after.second,
  after.visibleFrom,
  updater === SYSTEM,
];

test('a listener is called after each change with the versions before and after it', () => {
  const account = createAccount({ clock: createManualClock() });
  const seen: TicketChange[] = [];
  account.subscribe((change) => seen.push(change));
  const id = account.create({ second: T });
  account.update(id, { second: T + 10, visibleFrom: (T + 200) * 1000 });
  account.systemUpdate(id, { second: T + 20 });
  account.delete(id, { second: T + 30 });
  expect(seen.map(summarize)).toEqual([
    [undefined, 'open', T, Number.NEGATIVE_INFINITY, false],
    ['open', 'open', T + 10, (T + 200) * 1000, false],
    ['open', 'open', T + 20, Number.NEGATIVE_INFINITY, true],
    ['open', 'deleted', T + 30, Number.NEGATIVE_INFINITY, false],
  ]);
  expect(seen[1]?.before).toBe(seen[0]?.after);
  expect(seen.at(-1)?.after).toBe(account.current(id));
});

test('serves the exports that an account is created with in addition to its tickets', () => {
  const account = createAccount({ clock: createManualClock(), exports: [changes] });
  const { zendesk, send } = simulate({ account });
  const id = account.create({ second: T });
  account.update(id, { second: T + 10 });
  expect(send('changes?start_time=0').body).toContain(
    `"changes":[{"id":1,"timestamp":${T},"ticket_id":1},{"id":2,"timestamp":${T + 10},"ticket_id":1}]`,
  );
  expect(zendesk.expectedRecords('changes').map(({ second }) => second)).toEqual([T, T + 10]);
  expect(zendesk.expectedRecords('tickets')).toEqual([{ id, second: T + 10, text: account.current(id).text }]);
  expect(() => zendesk.expectedRecords('calls')).toThrow('there is no export of calls');
});

test('expected records depend on the time, the sideloads and the support type', () => {
  const { zendesk, account } = simulate();
  const id = account.create({ second: T });
  account.create({ second: T + 1, supportType: 'ai_agent' });
  account.create({ second: NOW - 30 });
  const ids = (view = {}): number[] => zendesk.expectedRecords('tickets', view).map((record) => record.id);
  expect(ids()).toEqual([1]);
  expect(ids({ supportTypeScope: 'all' })).toEqual([1, 2]);
  expect(ids({ nowMs: (NOW + 60) * 1000 })).toEqual([1, 3]);
  expect(ids({ holdBackSeconds: 0 })).toEqual([1, 3]);
  expect(zendesk.expectedRecords('tickets', { include: ['metric_sets'] })[0]?.text).toBe(
    account.current(id).textWithMetricSet,
  );
});
