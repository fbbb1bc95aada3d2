import type { Access, Caller } from './access.ts';
import type { Answer } from './answer.ts';
import type { ExportRequest, ExportRules } from './export/request.ts';
import type { ExportTable } from './export/table.ts';
import type { BucketName } from './rate-limits.ts';

/** Returns the rules of a request, given those of its table. */
export type RulesOf = (table: Pick<ExportTable, 'rules'>) => ExportRules;

/** An endpoint, and the checks before it responds. */
export type Endpoint = {
  /** Without `.json`. It can contain `{id}`. */
  readonly path: string;
  readonly access: Access;
  /** The resource that an account can lack. Undefined if every account has it. */
  readonly resource?: string;
  /** Default: none. */
  readonly bucket?: BucketName;
  readonly respond: (request: ExportRequest, rulesOf: RulesOf, caller: Caller) => Answer;
};
