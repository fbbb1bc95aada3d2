import type { ExportRules } from './request.ts';
import type { ExportTable, Row } from './table.ts';

/** A member of a JSON object: its key and the JSON text of its value. */
export type Member = readonly [key: string, text: string];

/** Returns the member with a page's records. */
export function itemsMember(
  { itemKey }: Pick<ExportTable, 'itemKey'>,
  rows: readonly Row[],
  include: readonly string[],
): Member {
  return [itemKey, jsonArray(rows.map((row) => row.render(include)))];
}

/**
 * Returns the members with sideloaded records (https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/side_loading/):
 * each record once, unless the rules repeat users. An empty page has the arrays too. Ignoring unknown names is an
 * assumption: no source confirms it.
 */
export function sideloadMembers(
  { sideloads }: Pick<ExportTable, 'sideloads'>,
  rows: readonly Row[],
  include: readonly string[],
  { repeatUsers }: Pick<ExportRules, 'repeatUsers'>,
): readonly Member[] {
  return include
    .filter((name) => sideloads.includes(name))
    .map((name): Member => {
      const texts = rows.flatMap((row) => row.related(name));
      return [name, jsonArray(repeatUsers && name === 'users' ? texts : [...new Set(texts)])];
    });
}

/** Returns a compact JSON object with the members in this order. */
export function jsonObject(members: readonly Member[]): string {
  return `{${members.map(([key, text]) => `"${key}":${text}`).join(',')}}`;
}

function jsonArray(texts: readonly string[]): string {
  return `[${texts.join(',')}]`;
}
