import type { Endpoint } from '../endpoint.ts';
import { cursorExport } from './cursor-based.ts';
import { isKeysetRequest, keysetExport } from './keyset.ts';
import type { ExportTable } from './table.ts';
import { timeBasedExport } from './time-based.ts';

/** Returns the endpoints of a table. */
export function listExportEndpoints(table: ExportTable): Endpoint[] {
  const { access, itemKey: resource } = table;
  const { bucket, cursorBucket = bucket } = access;
  return [table.path, ...(table.aliases ?? [])].flatMap((path) => {
    const byTime: Endpoint = {
      path: `/api/v2/${path}`,
      access,
      resource,
      ...(bucket && { bucket }),
      respond: (request, rulesOf) =>
        table.hasKeyset && isKeysetRequest(request)
          ? keysetExport(table, rulesOf(table), request)
          : timeBasedExport(table, rulesOf(table), request),
    };
    const byCursor: Endpoint = {
      path: `/api/v2/${path}/cursor`,
      access,
      resource,
      ...(cursorBucket && { bucket: cursorBucket }),
      respond: (request, rulesOf) => cursorExport(table, rulesOf(table), request),
    };
    return table.hasCursorEndpoint ? [byTime, byCursor] : [byTime];
  });
}
