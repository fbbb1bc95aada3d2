import type { ExportRules } from './request.ts';
import type { ExportTable, Row } from './table.ts';

/** A member of a JSON object: its key, and its value as JSON text. */
export type Member = readonly [key: string, text: string];

/** The array of a page's records. */
export function itemsMember(
  { itemKey }: Pick<ExportTable, 'itemKey'>,
  rows: readonly Row[],
  include: readonly string[],
): Member {
  return [itemKey, jsonArray(rows.map((row) => row.render(include)))];
}

/**
 * The sideloaded arrays (https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/side_loading/):
 * each record once, unless the rules repeat users. An empty page has the arrays too. Unknown names are ignored, which
 * no source confirms.
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

/** An object in which the members come in this order, as one compact line. */
export function jsonObject(members: readonly Member[]): string {
  return `{${members.map(([key, text]) => `"${key}":${text}`).join(',')}}`;
}

function jsonArray(texts: readonly string[]): string {
  return `[${texts.join(',')}]`;
}
