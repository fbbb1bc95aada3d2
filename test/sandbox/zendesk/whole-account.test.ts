import { expect, test } from 'vitest';
import { createAccount, fillHistory } from '#sandbox/zendesk/index.ts';
import { ALL_EXPORTS } from '#test/support/all-exports.ts';
import { parseExportPage } from '#test/support/sandbox/zendesk/export-client.ts';
import { LIST_NAMES, rowsOf, SPECS } from '#test/support/sandbox/zendesk/lists.ts';
import { createManualClock, NOW } from '#test/support/sandbox/zendesk/manual-clock.ts';
import { UNLIMITED } from '#test/support/sandbox/zendesk/simulation.ts';
import { startServer } from '#test/support/sandbox/zendesk/start-server.ts';

/** Starts a server of an account with all exports. `fetchRecords` returns the records of an export's first page. */
async function startWholeAccount() {
  const clock = createManualClock();
  const account = createAccount({ clock, exports: ALL_EXPORTS });
  fillHistory(account, { tickets: 300, nowMs: NOW * 1000 });
  const { get, zendesk } = await startServer({ ...UNLIMITED, clock, account });
  const fetchText = async (path: string) => {
    const response = await get(`/api/v2/${path}`);
    expect(response.status).toBe(200);
    return response.text();
  };
  const fetchRecords = async (path: string) =>
    parseExportPage(await fetchText(`${path}?start_time=0&support_type_scope=all`)).records;
  return { account, zendesk, fetchText, fetchRecords };
}

test('a server returns every export of its account', async () => {
  const { account, zendesk, fetchRecords } = await startWholeAccount();
  for (const { path, itemKey } of account.tables) {
    const records = await fetchRecords(path);
    expect(records.length).toBeGreaterThan(10);
    const ids = new Set(zendesk.expectedRecords(itemKey, { supportTypeScope: 'all' }).map(({ id }) => id));
    expect(records.filter(({ id }) => !ids.has(id))).toEqual([]);
  }
});

test('a server returns every list of its account', async () => {
  const { account, zendesk, fetchText } = await startWholeAccount();
  const [schedule] = account.lists.schedules.at(0);
  for (const name of LIST_NAMES) {
    const path = SPECS[name].path.replace('{id}', String(schedule?.key));
    const size = new URLSearchParams({ 'page[size]': '2', per_page: '2' });
    const rows = rowsOf(await fetchText(`${path}?${SPECS[name].query ?? ''}&${size.toString()}`), name);
    expect(rows.length).toBeGreaterThan(1);
    const texts = new Set(zendesk.expectedRows(name).map(({ text }) => text));
    expect(rows.filter((row) => !texts.has(JSON.stringify(row)))).toEqual([]);
  }
});

test('calls, legs and articles name existing users', async () => {
  const { fetchRecords } = await startWholeAccount();
  const users = new Set<unknown>((await fetchRecords('incremental/users')).map(({ id }) => id));
  const people = [
    ...(await fetchRecords('channels/voice/stats/incremental/calls')).flatMap((call) => [
      call['agent_id'],
      call['customer_id'],
    ]),
    ...(await fetchRecords('channels/voice/stats/incremental/legs')).flatMap((leg) => [
      leg['agent_id'],
      leg['user_id'],
    ]),
    ...(await fetchRecords('help_center/incremental/articles')).map((article) => article['author_id']),
  ].filter((id) => id !== null && id !== 0);
  expect(people.length).toBeGreaterThan(100);
  expect(people.filter((id) => !users.has(id))).toEqual([]);
});
