import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LISTS } from '#functions/export/core/lists.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import type { CursorItem } from '#sandbox/aws/cursor-item.ts';
import { startAws } from '#sandbox/aws/index.ts';
import { SIDE_FOLDER } from '#sandbox/aws/s3/object-store.ts';
import { scaledClock } from '#sandbox/clock.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import {
  createAccount,
  fillHistory,
  organizationsExport,
  startZendesk,
  ticketEventsExport,
  usersExport,
  type ZendeskServer,
} from '#sandbox/zendesk/index.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';
import { type Finished, runMain, type Running, startMain } from '#test/support/sandbox/cli/run-main.ts';

const SECRET = 'hunter2-is-the-secret';

/** Returns the content of all files below the folder as one text. */
async function readAll(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}

describe('npm start', () => {
  const small = ['--tickets', '400', '--speed', '30'];

  test('exports the simulated account, verifies the lake and exits with 0', async () => {
    const lake = await temporaryFolder();
    const { code, stdout, stderr } = await runMain([...small, '--include', 'users,metric_sets', '--lake', lake]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/run 1 .* caught_up/);
    for (const resource of ['tickets', 'users', 'organizations', 'ticket_events']) {
      expect(stdout).toMatch(new RegExp(`\\n  ${resource} .*✔ no gaps  ✔ complete`));
    }
    expect(stdout).toMatch(/ [1-9]\d* ticket changes became visible late/);
    expect(stdout).toMatch(/FROM tickets_latest WHERE subdomain = 'sandbox'\n.*\n  closed +\d+\n/s);
    const days = await readdir(join(lake, 'zendesk', 'tickets', 'subdomain=sandbox'));
    expect(days.every((day) => /^dt=\d{4}-\d\d-\d\d$/.test(day))).toBe(true);
  });

  test('exports the layout ndjson under its own prefix and keeps files of the layout page', async () => {
    const lake = await temporaryFolder();
    const page = join(lake, 'zendesk', 'tickets', 'subdomain=sandbox', 'dt=2026-01-01', 'mine.json.gz');
    await mkdir(dirname(page), { recursive: true });
    await writeFile(page, 'mine');
    const ndjson = [...small, '--include', 'users,metric_sets', '--lake', lake, '--layout', 'ndjson'];
    const { code, stdout, stderr } = await runMain(ndjson);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/ tickets .*✔ no gaps {2}✔ complete\n.* ticket_events .*✔ no gaps {2}✔ complete/s);
    expect(stdout).toMatch(/\.read docs\/query\/duckdb-ndjson\.sql\n.*FROM tickets_latest.*\n  open +[\d,]+\n/s);
    expect((await readdir(join(lake, 'zendesk-ndjson'))).toSorted()).toEqual([
      'organizations',
      'ticket_events',
      'tickets',
      'tickets_metric_sets',
      'tickets_users',
      'users',
    ]);
    expect(await readAll(join(lake, 'zendesk'))).toBe('mine');
  });

  test('exports all resources and lists, verifies them and names deleted records', async () => {
    const lake = await temporaryFolder();
    // Slower, because one run has many exports.
    const all = ['--tickets', '200', '--speed', '15', '--resources', 'all', '--layout', 'ndjson'];
    const { code, stdout, stderr } = await runMain([...all, '--lake', lake]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const names = [...Object.keys(INCREMENTAL_RESOURCES), ...Object.keys(LISTS)];
    expect(stdout).toMatch(/\nrun 2 .*not_due: \d+ exports/);
    const verified = [...stdout.matchAll(/\n {2}(\w+) .*✔ no gaps {2}✔ complete/g)].map(([, name]) => name);
    expect(verified).toEqual(names);
    expect(stdout).toMatch(/\n {2}macros +4 .* 2 +\d+ +[1-9]\d* {2}✔ no gaps {2}✔ complete\n/);
    expect(stdout).toMatch(/Deleted in between: \d+, which is marked in groups\n/);
    expect(stdout).toMatch(/Deleted in between: \d+, which only macros_snapshots still has\n/);
    expect((await readdir(join(lake, 'zendesk-ndjson'))).toSorted()).toEqual(names.toSorted());
  });

  test('--keep-running exports changes until Ctrl-C, then exports the last ones and prints the report', async () => {
    const running = startMain([...small, '--keep-running', '--lake', await temporaryFolder()]);
    await running.printed(/run 2 /);
    running.kill('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(stdout).toMatch(/curl -H/);
    expect(stdout).toMatch(/Changes stopped.* tickets .*✔ no gaps {2}✔ complete/s);
  });

  test('stops immediately at Ctrl-C, and the next run starts from the beginning', async () => {
    const lake = await temporaryFolder();
    const running = startMain([...small, '--lake', lake]);
    await running.printed(/run 1 /);
    running.kill('SIGINT');
    expect(await running.finished).toMatchObject({ code: 130, stderr: expect.stringContaining('Stopped') });
    await startMain([...small, '--lake', lake]).printed(/run 1 +\d+ pages +[1-9],\d{3} records /);
  });
});

async function startAcme(): Promise<ZendeskServer> {
  const clock = scaledClock(1);
  const exports = [usersExport, organizationsExport, ticketEventsExport];
  const account = createAccount({ clock, subdomain: 'acme', exports });
  fillHistory(account, { tickets: 2500, nowMs: clock.now(), aiAgentShare: 0 });
  const zendesk = await startZendesk({
    clock,
    account,
    credentials: { accessTokens: [{ accessToken: SECRET }] },
  });
  onTestFinished(() => zendesk.close());
  return zendesk;
}

/** The arguments of an export of the tickets of acme. */
const ACME = ['--subdomain', 'acme', '--resources', 'tickets'];

const exportTo = (
  lake: string,
  zendesk: ZendeskServer,
  token = SECRET,
  more: readonly string[] = [],
): Promise<Finished> =>
  runMain([...ACME, '--lake', lake, ...more], {
    ZENDESK_BASE_URL: zendesk.url,
    ZENDESK_ACCESS_TOKEN: token,
  });

/** Reads the cursor item that a local run has stored. */
async function readCursor(lakeDir: string): Promise<CursorItem | undefined> {
  const aws = await startAws({ lakeDir, cursorDir: join(lakeDir, SIDE_FOLDER, LAYOUTS.page.cursors) });
  const item = await aws.dynamodb.getItem('acme/tickets');
  await aws.close();
  return item;
}

/** Starts a run that waits for its second page. */
async function startHangingRun(lake: string, zendesk: ZendeskServer): Promise<Running> {
  const hanging = Promise.withResolvers<void>();
  zendesk.intercept(({ query }) => {
    if (query.start_time === undefined || query.start_time === '0') return undefined;
    hanging.resolve();
    return { kind: 'hang' };
  });
  const running = startMain([...ACME, '--lake', lake], {
    ZENDESK_BASE_URL: zendesk.url,
    ZENDESK_ACCESS_TOKEN: SECRET,
  });
  await hanging.promise;
  zendesk.intercept(undefined);
  return running;
}

/** The report's row of 2,500 tickets in three objects. */
const COMPLETE = / tickets +3 .* 2,500 +2,500 +\d+ +✔ no gaps/;

const RESUMED = { code: 0, stdout: expect.stringMatching(/run 1 +2 pages .* caught_up\n/) };

describe('npm start -- --subdomain acme', () => {
  test('exports the account until it has caught up, and the next call resumes', async () => {
    const [lake, zendesk] = [await temporaryFolder(), await startAcme()];
    const first = await exportTo(lake, zendesk);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/run 1 +3 pages .* caught_up\n/);
    expect(first.stdout).toMatch(COMPLETE);

    zendesk.account.update(1, { second: Math.floor(Date.now() / 1000) - 400 });
    const second = await exportTo(lake, zendesk);
    expect(second.stdout).toMatch(/run 1 +1 page .* caught_up\n/);
    expect(second.stdout).toMatch(/ tickets +4 .* 2,500 +2,501 +\d+ +✔ no gaps/);
    const starts = zendesk.requests.map(({ query }) => Number(query.start_time ?? 0));
    expect(starts.filter((start) => start === 0)).toHaveLength(1);

    const output = [first, second].map(({ stdout, stderr }) => stdout + stderr).join('');
    expect(output + (await readAll(lake))).not.toContain(SECRET);
  });

  test('exports several resources in one run', async () => {
    const [lake, zendesk] = [await temporaryFolder(), await startAcme()];
    const { code, stdout } = await exportTo(lake, zendesk, SECRET, ['--resources', 'organizations,users']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/run 1 +3 pages .* caught_up\n/);
    expect(stdout).toMatch(/ users +2 .* 1,224 +1,224 +\d+ +✔ no gaps\n +organizations +1 .* 80 +80 +0 +✔ no gaps\n/);
  });

  test('exports lists, which are not due again for a day', async () => {
    const [lake, zendesk] = [await temporaryFolder(), await startAcme()];
    const names = ['--resources', 'macros,holidays,satisfaction_ratings'];
    const { code, stdout } = await exportTo(lake, zendesk, SECRET, names);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n {2}macros +2 .* 1 +130 +0 {2}✔ no gaps\n {2}holidays +4 .* 1 +6 +0 {2}✔ no gaps\n/);
    expect(stdout).toMatch(/Lists: every complete snapshot has all its pages\.\n/);
    expect((await exportTo(lake, zendesk, SECRET, names)).stdout).toMatch(/run 1 +0 pages .* not_due\n/);
  });

  test('starts from the beginning for each layout', async () => {
    const [lake, zendesk] = [await temporaryFolder(), await startAcme()];
    await exportTo(lake, zendesk);
    const { code, stdout } = await exportTo(lake, zendesk, SECRET, ['--layout', 'ndjson']);
    expect(code).toBe(0);
    expect(stdout).toMatch(COMPLETE);
    expect(stdout).toMatch(/\.read docs\/query\/duckdb-ndjson\.sql\n.*FROM tickets_latest.*\n  open +[\d,]+\n/s);
  });

  test('prints the error of the function without a stack trace for a wrong token', async () => {
    const { code, stdout, stderr } = await exportTo(await temporaryFolder(), await startAcme(), 'wrong-token');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^CredentialsError: .*acme/);
    expect(stdout + stderr).not.toMatch(/wrong-token|\n {4}at |index\.mjs/);
  });

  test('lists the environment variables if there are no credentials', async () => {
    const { code, stderr } = await runMain(['--subdomain', 'acme', '--lake', await temporaryFolder()]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^CredentialsError: .*ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET/s);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  test('prints an error that names the field of an invalid request', async () => {
    const env = { ZENDESK_ACCESS_TOKEN: SECRET };
    const args = ['--subdomain', 'Acme!', '--lake', await temporaryFolder()];
    expect(await runMain(args, env)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^InvalidRequestError: .*subdomain/),
    });
  });

  test('resumes after a killed run that could not release its lease', async () => {
    const [lake, zendesk] = [await temporaryFolder(), await startAcme()];
    const killed = await startHangingRun(lake, zendesk);
    killed.kill('SIGKILL');
    await killed.finished;
    const resumed = await exportTo(lake, zendesk);
    expect(resumed).toMatchObject(RESUMED);
    expect(resumed.stdout).toMatch(COMPLETE);
  });

  test('releases its lease at Ctrl-C', async () => {
    const [lake, zendesk] = [await temporaryFolder(), await startAcme()];
    const stopped = await startHangingRun(lake, zendesk);
    stopped.kill('SIGINT');
    expect(await stopped.finished).toMatchObject({ code: 130, stderr: expect.stringContaining('Stopped') });
    const item = await readCursor(lake);
    expect(item).toMatchObject({ end_time: expect.any(Number) });
    expect(item).not.toHaveProperty('lease_owner');
    const resumed = await exportTo(lake, zendesk);
    expect(resumed).toMatchObject(RESUMED);
    expect(resumed.stdout).toMatch(COMPLETE);
  });
});
