import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SparkSQL } from 'dt-sql-parser/dist/parser/spark/index.js';
import { describe, expect, it } from 'vitest';
import { documents } from '#catalog/documents.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import { ALL_DATASETS } from '#catalog/datasets.ts';
import { TICKET_COLUMNS } from '#catalog/columns/tickets.ts';
import { sqlErrors } from '../support/catalog/sql-parser.ts';
import { trinoErrors } from '../support/catalog/trino-grammar.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'query');

/** Scripts that are written by hand. */
const BY_HAND = new Set(['duckdb-erase.sql']);

/** A document as it is stored. */
const document = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

/** Documents with time zones, which a Node with other time zones writes in another way. */
const withOtherZones = (name: string): boolean => {
  const [, version = process.versions['tz']] = /^-- Time zones: IANA (.+)$/m.exec(document(name)) ?? [];
  return version !== process.versions['tz'];
};

it('the generated documents match the schema: `npm run docs` has been run', () => {
  const written = readdirSync(FOLDER).filter((name) => !BY_HAND.has(name));
  const comparable = new Map([...documents()].filter(([name]) => !written.includes(name) || !withOtherZones(name)));
  const compared = written.filter((name) => !withOtherZones(name));
  expect(new Map(compared.map((name) => [name, document(name)]))).toEqual(comparable);
});

it('columns.md documents every column with a meaning', () => {
  const text = document('columns.md');
  const kinds = ALL_DATASETS.flatMap((dataset) => [dataset, ...Object.values(dataset.sideloads)]);
  for (const { name, meaning } of kinds.flatMap(({ columns }) => columns)) {
    expect(meaning.length).toBeGreaterThan(3);
    expect(text).toContain(`| \`${name}\` |`);
  }
});

it('every ticket field that Zendesk documents is a column', () => {
  const fields = `url id external_id via created_at updated_at generated_timestamp type subject raw_subject description
    priority status recipient requester_id submitter_id assignee_id organization_id group_id brand_id collaborator_ids
    follower_ids email_cc_ids followup_ids forum_topic_id problem_id has_incidents is_public due_at tags custom_fields
    custom_status_id satisfaction_rating sharing_agreement_ids ticket_form_id allow_channelback allow_attachments
    from_messaging_channel attribute_value_ids macro_id macro_ids safe_update updated_stamp via_id
    via_followup_source_id voice_comment metadata support_type encoded_id`.split(/\s+/);
  const columns = TICKET_COLUMNS.map(({ name }) => name);
  expect(fields.filter((field) => !columns.includes(field))).toEqual([]);
  expect(new Set(columns).size).toBe(columns.length);
});

describe.each(LAYOUTS)('the recipes for the layout %s', (layout) => {
  it('a Spark grammar accepts the Spark files', () => {
    const spark = new SparkSQL();
    expect(spark.validate(document(`spark-${layout}.sql`))).toEqual([]);
    // A schema is not a statement; as the columns of a table it becomes one.
    const schemas = document(`spark-${layout}.ddl`).trim().split('\n');
    for (const schema of schemas) {
      expect(spark.validate(`CREATE TABLE t (${schema.replace(/^\w+: /, '')});`)).toEqual([]);
    }
    expect(spark.validate('CREATE TABLE t (`a` STRUCTURE<b>>);')).not.toEqual([]);
  });

  it('a Snowflake parser accepts the Snowflake file', () => {
    expect(sqlErrors(document(`snowflake-${layout}.sql`), 'snowflake')).toEqual([]);
  });
});

it('a Trino grammar accepts the CTAS', () => {
  expect(trinoErrors(document('athena-snapshot.sql'))).toEqual([]);
});
