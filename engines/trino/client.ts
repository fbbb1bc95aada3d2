import { asTable, parseExactly } from '../core/parse-cells.ts';
import type { Table } from '../core/session.ts';

/** A page of an answer of Trino's REST API. */
type Page = {
  readonly columns?: readonly { readonly name: string }[];
  readonly data?: Table['rows'];
  readonly nextUri?: string;
  readonly updateCount?: number;
  readonly error?: { readonly errorName: string; readonly message: string };
};

/** The rows of a statement, or how many a change has affected. */
export type TrinoAnswer = Table & { readonly updateCount: number };

/**
 * Runs a statement to its end.
 *
 * @throws Error with Trino's error
 * @see https://trino.io/docs/current/develop/client-protocol.html
 */
export async function runStatement(url: string, database: string, statement: string): Promise<TrinoAnswer> {
  const headers = {
    'X-Trino-User': 'zendesk-lake',
    'X-Trino-Catalog': 'awsdatacatalog',
    'X-Trino-Schema': database,
    'X-Trino-Time-Zone': 'UTC',
  };
  let page = await read(await fetch(`${url}/v1/statement`, { method: 'POST', headers, body: statement }));
  let columns = page.columns;
  const rows: Table['rows'][number][] = [];
  for (;;) {
    if (page.error !== undefined) throw new Error(`${page.error.errorName}: ${page.error.message}`);
    columns ??= page.columns;
    for (const row of page.data ?? []) rows.push(row);
    if (page.nextUri === undefined) break;
    page = await read(await fetch(page.nextUri, { headers }));
  }
  const table = asTable({ columns: (columns ?? []).map(({ name }) => name), rows });
  return { ...table, updateCount: page.updateCount ?? 0 };
}

async function read(response: Response): Promise<Page> {
  const text = await response.text();
  if (!response.ok) throw new Error(`Trino answers ${response.status}: ${text.slice(0, 300)}`);
  const page = parseExactly(text);
  if (!isPage(page)) throw new TypeError('Trino returns something other than a page of results');
  return page;
}

const isPage = (value: unknown): value is Page => typeof value === 'object' && value !== null && 'id' in value;
