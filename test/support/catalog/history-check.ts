import type { Layout } from '#catalog/layout.ts';
import type { Story } from '#engines/history-lakes/story.ts';
import type { Database } from '#sandbox/lake/duckdb.ts';
import {
  expectedChanges,
  expectedComments,
  expectedGaps,
  expectedHistory,
  expectedTargets,
} from './expected-history.ts';
import { plainRow } from './plain-row.ts';

type Row = Readonly<Record<string, unknown>>;

/** A view, the columns that are compared, and the rows that it must have. */
type Check = {
  readonly view: string;
  readonly query: string;
  readonly expected: (story: Story, layout: Layout) => readonly Row[];
};

/** One check per view. Changes are compared in their order. */
export const CHECKS: readonly Check[] = [
  {
    view: 'ticket_comments',
    query: 'SELECT * EXCLUDE (landed_in) FROM ticket_comments',
    expected: expectedComments,
  },
  {
    view: 'ticket_changes',
    query: `SELECT * EXCLUDE (updater_id, via), row_number() OVER (PARTITION BY subdomain, ticket_id ORDER BY "at", position) AS nth FROM ticket_changes`,
    expected: numberedChanges,
  },
  { view: 'ticket_field_history', query: 'FROM ticket_field_history', expected: expectedHistory },
  { view: 'ticket_sla_applied', query: 'FROM ticket_sla_applied', expected: expectedTargets },
  { view: 'history_gaps', query: 'SELECT * EXCLUDE (updated_at) FROM history_gaps', expected: expectedGaps },
];

/** The changes with their position within the second, and their number among all of the ticket. */
function numberedChanges(story: Story, layout: Layout): Row[] {
  const byTicket = Map.groupBy(expectedChanges(story, layout), (row) => row['ticket_id']);
  return [...byTicket.values()].flatMap((rows) =>
    rows.map((row, index) => ({
      ...row,
      position: index + 1 - rows.findIndex(({ at }) => at === row['at']),
      nth: index + 1,
    })),
  );
}

/** Rows as sorted texts, whatever the order of rows and members. */
export const asTexts = (rows: readonly Row[]): string[] =>
  rows.map((row) => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)))).toSorted();

export const rowsOf = async (tables: Database, query: string): Promise<Row[]> =>
  (await tables.rows(query)).map(plainRow);

/** The views whose rows are not those that the stories give, of all or of one. */
export async function wrongViews(
  tables: Database,
  stories: readonly Story[],
  layout: Layout,
  only?: string,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const { view, query, expected } of CHECKS.filter((check) => check.view === (only ?? check.view))) {
    const wanted = asTexts(stories.flatMap((story) => expected(story, layout)));
    const found = asTexts(await rowsOf(tables, query));
    if (wanted.join('\n') !== found.join('\n')) wrong.push(view);
  }
  return wrong;
}
