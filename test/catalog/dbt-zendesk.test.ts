import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dbtZendeskScript } from '#catalog/dbt-zendesk/script.ts';
import { writeRecordedLake } from '#engines/dbt/lakes.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import { openTables } from '#sandbox/lake/tables.ts';
import { rowsOf } from '../support/catalog/history-check.ts';

const FOLDER = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
afterAll(() => rm(FOLDER, { recursive: true, force: true }));

/** The columns by which each table is unique. The models multiply rows otherwise. */
const KEYS = {
  ticket: 'id',
  ticket_tag: 'ticket_id, tag',
  user: 'id',
  user_tag: 'user_id, tag',
  organization: 'id',
  organization_tag: 'organization_id, tag',
  domain_name: 'organization_id, domain_name',
  group: 'id',
  brand: 'id',
  ticket_form_history: 'id, updated_at',
  audit_log: 'id',
  ticket_comment: 'id',
  ticket_field_history: 'ticket_id, field_name, updated',
  ticket_sla_policy: 'ticket_id, policy_applied_at',
  sla_policy_metric_history: 'sla_policy_id, metric, priority, sla_policy_updated_at',
  schedule: 'id, start_time',
  schedule_holiday: 'id, schedule_id',
  ticket_schedule: 'ticket_id, created_at',
  time_zone: 'time_zone',
  daylight_time: 'time_zone, daylight_start_utc',
};

/** Adds views over made-up records, which hide those of the lake: the script reads views by their names. */
const shadow = (view: string, rows: string): string =>
  `CREATE OR REPLACE VIEW "${view}" AS SELECT 'recorded' AS subdomain, * FROM (${rows})`;

const AT = "TIMESTAMP '2026-10-01 00:00:00' AS updated_at, TIMESTAMP '2026-10-02 00:00:00' AS landed_at";

describe('the tables for dbt_zendesk over the recorded facts', () => {
  let tables: Database;
  const check = async (): Promise<Map<string, unknown>> => {
    const rows = await tables.rows(dbtZendeskScript());
    return new Map(rows.map(({ subject, found, problem }) => [String(subject), problem ?? Number(found)]));
  };
  const rows = (query: string) => rowsOf(tables, query);

  beforeAll(async () => {
    const { path } = await writeRecordedLake(join(FOLDER, 'recorded'));
    tables = await openTables(path, 'page');
    await tables.run("ATTACH ':memory:' AS warehouse");
    await tables.rows(dbtZendeskScript());
    return () => tables.close();
  }, 120_000);

  it.each(Object.entries(KEYS))('%s has one row for each key', async (table, key) => {
    const twice = `SELECT ${key} FROM warehouse.zendesk."${table}" GROUP BY ALL HAVING count(*) > 1`;
    expect(await rows(twice)).toEqual([]);
  });

  it('the schema has no other tables', async () => {
    const names = await rows("SELECT table_name FROM duckdb_tables() WHERE database_name = 'warehouse'");
    expect(new Set(names.map(({ table_name: name }) => name))).toEqual(new Set(Object.keys(KEYS)));
  });

  it('ticket_field_history has the number of rows that the recording gives', async () => {
    const counted = await rows(
      'SELECT ticket_id, count(*) AS n FROM warehouse.zendesk.ticket_field_history GROUP BY ticket_id',
    );
    expect(Object.fromEntries(counted.map(({ ticket_id: ticket, n }) => [ticket, n]))).toEqual({
      1: 14,
      2: 23,
      3: 21,
      4: 17,
      5: 17,
      6: 19,
    });
  });

  it('a target of an SLA policy is a field', async () => {
    const fields = "WHERE ticket_id = 6 AND field_name IN ('first_reply_time', 'sla_policy') ORDER BY field_name";
    expect(await rows(`SELECT field_name, value FROM warehouse.zendesk.ticket_field_history ${fields}`)).toEqual([
      { field_name: 'first_reply_time', value: '{"minutes":20,"in_business_hours":false}' },
      { field_name: 'sla_policy', value: 'Set first reply time' },
    ]);
  });

  it('the check names tables that should not be empty, and nothing else', async () => {
    const found = await check();
    expect(found.get('rows of ticket')).toBe(6);
    expect(found.get('rows of ticket_comment')).toBe(13);
    const problems = [...found].filter(([, problem]) => typeof problem === 'string').map(([subject]) => subject);
    expect(problems).toEqual(
      ['organization', 'group', 'brand', 'ticket_form_history'].map((name) => `rows of ${name}`),
    );
  });
});

/** An agent in a version. */
const agentAs = (role: string, day: number): string =>
  `SELECT * REPLACE ('${role}' AS role, TIMESTAMP '2026-10-${day} 00:00:00' AS updated_at) FROM all_users WHERE id = 9000`;

describe('the check of the tables for dbt_zendesk', () => {
  let tables: Database;
  beforeAll(async () => {
    const { path } = await writeRecordedLake(join(FOLDER, 'faults'));
    tables = await openTables(path, 'page');
    await tables.run("ATTACH ':memory:' AS warehouse");
    return () => tables.close();
  }, 120_000);
  const problemOf = async (subject: string): Promise<unknown> => {
    const rows = await tables.rows(dbtZendeskScript());
    return rows.find((row) => row['subject'] === subject)?.['problem'];
  };

  const HOURS = `'[{"start_time": 540, "end_time": 600}]' AS intervals`;
  const schedule = (id: number, name: string, zone: string, intervals = HOURS): string =>
    `SELECT ${id} AS id, '${name}' AS name, '${zone}' AS time_zone, ${intervals}, TIMESTAMP '2026-01-0${id} 00:00:00' AS created_at, ${AT}`;

  it.each([
    [
      'schedules with an unknown time zone',
      shadow('schedules', schedule(1, 'Moon', 'Sea of Tranquility')),
      'Moon: Sea',
    ],
    ['schedules without hours', shadow('schedules', schedule(1, 'Closed', 'UTC', "'[]' AS intervals")), 'Closed'],
    [
      'schedules that no ticket uses',
      shadow('schedules', `${schedule(1, 'Old', 'UTC')} UNION ALL ${schedule(2, 'New', 'UTC')}`),
      'ticket_schedule. New',
    ],
    [
      'holidays of no schedule',
      shadow(
        'holidays',
        `SELECT 1 AS id, 99 AS schedule_id, 'New Year' AS name, '2026-01-01' AS start_date, '2026-01-01' AS end_date, ${AT}`,
      ),
      'New Year',
    ],
    ['comments by unknown users', 'CREATE OR REPLACE VIEW users_latest AS FROM users WHERE id <> 9000', 'not replies'],
    [
      'tickets without their first events',
      "CREATE OR REPLACE VIEW history_gaps AS SELECT 'recorded' AS subdomain, 7 AS ticket_id, 'no Create event' AS reason",
      'history_gaps. 7',
    ],
    [
      'objects that could not be read',
      "CREATE OR REPLACE VIEW malformed AS SELECT 'recorded' AS subdomain, 's3://lake/cut.json' AS landed_in, 1 AS passed_over",
      's3://lake/cut.json',
    ],
    [
      'columns of the history that never occurred',
      "CREATE OR REPLACE VIEW ticket_changes AS SELECT 'recorded' AS subdomain, 1 AS ticket_id, now()::TIMESTAMP AS at, 1 AS position, 1 AS event_id, 1 AS updater_id, '' AS via, '' AS kind, 'status' AS field, '' AS value, '' AS previous_value",
      'assignee_id, priority',
    ],
  ])('reports %s', async (subject, fault, problem) => {
    expect(await problemOf(subject)).toBeNull();
    await tables.run(fault);
    expect(await problemOf(subject)).toContain(problem);
  });

  it('an agent who left keeps the role', async () => {
    await tables.run('CREATE TABLE all_users AS FROM users');
    await tables.run(`CREATE OR REPLACE VIEW users AS ${agentAs('agent', 10)} UNION ALL ${agentAs('end-user', 11)}`);
    await tables.run(`CREATE OR REPLACE VIEW users_latest AS ${agentAs('end-user', 11)}`);
    await tables.rows(dbtZendeskScript());
    const [agent] = await tables.rows('SELECT role FROM warehouse.zendesk."user" WHERE id = 9000');
    expect(agent).toEqual({ role: 'agent' });
  });

  it('a lake with several accounts gives the tables of the one that is named', async () => {
    await tables.run('RESET VARIABLE subdomain; CREATE TABLE some_tickets AS FROM tickets_latest');
    await tables.run(
      `CREATE OR REPLACE VIEW tickets_latest AS
       FROM some_tickets UNION ALL SELECT * REPLACE ('globex' AS subdomain) FROM some_tickets WHERE id = 1`,
    );
    await expect(tables.rows(dbtZendeskScript())).rejects.toThrow('set the variable subdomain');
    await tables.run("SET VARIABLE subdomain = 'globex'");
    await tables.rows(dbtZendeskScript());
    expect(await rowsOf(tables, 'SELECT id FROM warehouse.zendesk.ticket')).toEqual([{ id: 1 }]);
    expect(await rowsOf(tables, 'FROM warehouse.zendesk.ticket_comment')).toEqual([]);
  });
});
