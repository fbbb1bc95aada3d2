import type { Access, Caller } from './access.ts';
import type { Answer } from './answer.ts';
import type { ExportRequest, ExportRules } from './export/request.ts';
import type { ExportTable } from './export/table.ts';
import type { BucketName } from './rate-limits.ts';

/** Returns the rules of a request to this table. */
export type RulesOf = (table: ExportTable) => ExportRules;

/** An endpoint, and the checks before it responds. */
export type Endpoint = {
  /** Without `.json`. */
  readonly path: string;
  readonly access: Access;
  /** The resource that an account can lack. Undefined if every account has it. */
  readonly resource?: string;
  /** Default: none. */
  readonly bucket?: BucketName;
  readonly respond: (request: ExportRequest, rulesOf: RulesOf, caller: Caller) => Answer;
};
