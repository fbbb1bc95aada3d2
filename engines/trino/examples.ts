import { DATASETS } from '#catalog/datasets.ts';
import type { References } from '../core/check-views.ts';
import { printedCode, substitute } from '../core/docs.ts';
import type { Progress } from '../core/engine.ts';
import { anyCustomField, type Example, PRINTED_FIELD, runExamples, wrongCounts, wrongIds } from '../core/examples.ts';
import { latestIn } from '../core/latest.ts';
import type { CheckResult } from '../core/results.ts';
import type { Cell, Lake, Table } from '../core/session.ts';
import type { TrinoSession } from './engine.ts';

const DATABASE = 'zendesk_lake';
/** The person whose data the documentation erases. */
const PRINTED_PERSON = '42';

type Tables = ReadonlyMap<string, Table>;

/** Runs the documentation's questions for Athena and Trino. */
export async function checkExamples(
  session: TrinoSession,
  references: References,
  progress: Progress,
): Promise<CheckResult> {
  const examples = [...references].flatMap(([lake, tables]) => examplesOver(session, lake, tables));
  return runExamples(examples, progress, [
    "athena-snapshot.sql: Athena's CREATE TABLE AS has properties that Trino does not know",
  ]);
}

const isKept = (row: (column: string) => Cell): boolean => row('is_deleted') === false;

function examplesOver(session: TrinoSession, lake: Lake, tables: Tables): Example[] {
  const latest = latestIn(tables);
  const ask = async (printed: string): Promise<Table> => {
    await session.open(lake);
    return session.run(printed.trim().replace(/;$/, '').replaceAll(DATABASE, session.database()));
  };
  const [status = '', customField = ''] = printedCode('Athena', 'sql');
  const [all = ''] = printedCode('Trino', 'sql');
  const { field, ids } = anyCustomField(latest);
  const { person, objects } = anyPerson(latest);
  const erasures = printedCode("Erase a person's data", 'sql');
  const [erasure = '', others = ''] = lake.layout === 'page' ? [erasures[0], erasures[2]] : [erasures[1], erasures[3]];
  return [
    { name: `Athena, status, ${lake.layout}`, run: async () => wrongCounts(await ask(status), latest, isKept) },
    {
      name: `Athena, custom field, ${lake.layout}`,
      run: async () => wrongIds(await ask(substitute(customField, { [PRINTED_FIELD]: field })), ids),
    },
    { name: `Trino, ${lake.layout}`, run: async () => wrongCounts(await ask(all), latest, () => true) },
    {
      name: `Erase a person's data, ${lake.layout}`,
      run: async () => unlisted(await ask(substitute(erasure, { [PRINTED_PERSON]: person })), objects),
    },
    {
      name: `Erase a person's data, other resources, ${lake.layout}`,
      run: async () =>
        unlisted(await ask(substitute(others, { [PRINTED_PERSON]: person })), userObjects(tables, person)),
    },
  ];
}

/** A requester, and some of the objects that hold data of theirs: those of the latest versions. */
function anyPerson({ columns, rows }: Table): { readonly person: string; readonly objects: readonly string[] } {
  const [requester, landedIn] = [columns.indexOf('requester_id'), columns.indexOf('landed_in')];
  const person = rows.map((row) => row[requester] ?? null).find((id) => id !== null);
  const theirs = rows.filter((row) => row[requester] === person);
  const names = theirs.map((row) => nameOf(row[landedIn] ?? null));
  return { person: String(person), objects: [...new Set(names)] };
}

/** The objects that hold the latest version of a user. */
function userObjects(tables: Tables, person: string): string[] {
  const { columns, rows } = latestIn(tables, DATASETS.users);
  const [id, landedIn] = [columns.indexOf('id'), columns.indexOf('landed_in')];
  return rows.filter((row) => String(row[id]) === person).map((row) => nameOf(row[landedIn] ?? null));
}

const nameOf = (path: Cell): string => String(path).replace(/^.*\//, '');

function unlisted(answer: Table, objects: readonly string[]): string[] {
  const listed = new Set(answer.rows.map(([path]) => nameOf(path ?? null)));
  const missing = objects.filter((name) => !listed.has(name));
  return missing.map((name) => `does not list ${name}`);
}
