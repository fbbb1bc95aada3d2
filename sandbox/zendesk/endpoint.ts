import type { Access, Caller } from './access.ts';
import type { Answer } from './answer.ts';
import { cursorExport } from './export/cursor-based.ts';
import type { ExportRequest, ExportRules } from './export/request.ts';
import type { ExportTable } from './export/table.ts';
import { timeBasedExport } from './export/time-based.ts';
import type { BucketName } from './rate-limits.ts';

/** An endpoint, and the checks before it responds. */
export type Endpoint = {
  /** Without `.json`. */
  readonly path: string;
  readonly access: Access;
  /** The resource that an account can lack. Undefined if every account has it. */
  readonly resource?: string;
  /** Default: none. */
  readonly bucket?: BucketName;
  readonly respond: (request: ExportRequest, rules: ExportRules, caller: Caller) => Answer;
};

/** Returns the endpoints of an export. */
export function listExportEndpoints(table: ExportTable): Endpoint[] {
  const { access, itemKey: resource } = table;
  const { bucket, cursorBucket = bucket } = access;
  const path = `/api/v2/${table.path}`;
  const byTime: Endpoint = {
    path,
    access,
    resource,
    ...(bucket && { bucket }),
    respond: (request, rules) => timeBasedExport(table, rules, request),
  };
  const byCursor: Endpoint = {
    path: `${path}/cursor`,
    access,
    resource,
    ...(cursorBucket && { bucket: cursorBucket }),
    respond: (request, rules) => cursorExport(table, rules, request),
  };
  return table.hasCursorEndpoint ? [byTime, byCursor] : [byTime];
}
