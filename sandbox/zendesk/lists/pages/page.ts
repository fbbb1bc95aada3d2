import { type Answer, pageAnswer } from '../../answer.ts';
import { jsonObject, type Member } from '../../export/members.ts';
import type { ExportRequest } from '../../export/request.ts';
import type { ListRow } from '../row.ts';
import type { ListTable } from '../table.ts';

/** A request for a page of a list. */
export type ListRequest = Pick<ExportRequest, 'path' | 'query'> & {
  /** Scheme, host and port in the URLs of the response. */
  readonly origin: string;
};

/** Creates the response for a page of a list. */
export function createListAnswer(
  { itemKey }: Pick<ListTable, 'itemKey'>,
  rows: readonly ListRow[],
  perPage: number,
  others: readonly Member[],
): Answer {
  const body = jsonObject([[itemKey, `[${rows.map(({ text }) => text).join(',')}]`], ...others]);
  return pageAnswer(body, { records: rows.length, perPage, firstSecond: undefined, lastSecond: undefined });
}

/** The parameters with a position. A request has one of them. */
const POSITIONS = ['page', 'page[after]', 'page[before]'] as const;

/**
 * Returns the URL of another page. Its path ends in `.json`, and its parameters are sorted, as in recorded responses
 * (useairfoil/typescript-sdk).
 */
export function buildPageUrl(
  { origin, path, query }: ListRequest,
  position: (typeof POSITIONS)[number],
  value: string,
): string {
  const parameters = new URLSearchParams(query);
  for (const name of POSITIONS) parameters.delete(name);
  parameters.set(position, value);
  parameters.sort();
  return `${origin}${path.replace(/(\.json)?$/, '.json')}?${parameters.toString()}`;
}
