import { DATASETS } from '#catalog/datasets.ts';
import { duckdbColumns } from '#catalog/duckdb-raw.ts';
import { rawTablesOf } from '#catalog/layout.ts';
import { literal } from '#catalog/sql.ts';
import { openDatabase } from '#sandbox/lake/duckdb.ts';
import type { Measure } from '../measure.ts';
import { numberFrom, settingsOf } from './open.ts';

/** Reads the fields of all tickets, and counts the tickets. No question about all tickets reads less. */
export const READ_FILES: Measure = {
  title: 'reading the files',
  prepare: async (lake) => {
    const database = await openDatabase();
    await database.run(settingsOf(lake));
    const [{ columns }] = rawTablesOf(DATASETS.tickets, lake.layout);
    const files = literal(`${lake.folder}/tickets/*/*/*.json.gz`);
    const tickets = lake.layout === 'page' ? 'sum(len(tickets))' : 'count(id)';
    const sql = `SELECT ${tickets} AS n FROM read_json(${files}, columns = ${duckdbColumns(columns)},
format = 'newline_delimited', maximum_object_size = getvariable('longest_line'))`;
    return () => numberFrom(database, sql);
  },
};
