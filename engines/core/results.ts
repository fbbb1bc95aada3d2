/** The checks, and their names in the report. */
export const CHECKS = {
  views: 'views equal DuckDB',
  odd: 'odd lakes',
  examples: 'docs examples',
  compaction: 'compaction',
} as const;

export type CheckName = keyof typeof CHECKS;

export type CheckResult = {
  readonly check: CheckName;
  /** A count, for the report. */
  readonly passed: string;
  /** A sentence each. */
  readonly failures: readonly string[];
  /** Questions that this engine cannot be asked here, a sentence each. */
  readonly notRun: readonly string[];
};

export type EngineResult = {
  readonly engine: string;
  readonly seconds: number;
} & (
  | { readonly status: 'ran'; readonly version: string; readonly checks: readonly CheckResult[] }
  | { readonly status: 'skipped'; readonly reason: string }
  /** It ended before its checks did. */
  | { readonly status: 'broken'; readonly reason: string }
);

export const hasFailed = (result: EngineResult): boolean =>
  result.status === 'broken' || (result.status === 'ran' && result.checks.some(({ failures }) => failures.length > 0));
