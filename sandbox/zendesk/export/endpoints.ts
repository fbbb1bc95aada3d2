import type { Answer } from '../answer.ts';
import { cursorExport } from './cursor-based.ts';
import { isKeysetRequest, keysetExport } from './keyset.ts';
import type { ExportRequest, ExportRules } from './request.ts';
import type { ExportTable } from './table.ts';
import { timeBasedExport } from './time-based.ts';

/** Returns the rules of a request to this table. */
export type RulesOf = (table: ExportTable) => ExportRules;

/** Returns a page of one export. */
export type Endpoint = (rulesOf: RulesOf, request: ExportRequest) => Answer;

/** Returns the endpoints of a table by path. */
export function listEndpoints(table: ExportTable): [path: string, endpoint: Endpoint][] {
  const byTime: Endpoint = (rulesOf, request) =>
    table.hasKeyset && isKeysetRequest(request)
      ? keysetExport(table, rulesOf(table), request)
      : timeBasedExport(table, rulesOf(table), request);
  const byCursor: Endpoint = (rulesOf, request) => cursorExport(table, rulesOf(table), request);
  return [table.path, ...(table.aliases ?? [])].flatMap((path): [string, Endpoint][] => [
    [`/api/v2/${path}`, byTime],
    ...(table.hasCursorEndpoint ? [[`/api/v2/${path}/cursor`, byCursor] satisfies [string, Endpoint]] : []),
  ]);
}
