import type { Mutant } from './mutants.ts';

export type Score = {
  /** How many of a hundred mutants are detected. A mutant that a comment excludes counts as not detected. */
  readonly percent: number;
  /** How many mutants there are with each status. */
  readonly counts: ReadonlyMap<Mutant['status'], number>;
  /** Mutants that no test detects and no comment explains. */
  readonly unexplained: readonly Mutant[];
};

/** Mutants that are no valid program: they count neither way. */
const INVALID: ReadonlySet<Mutant['status']> = new Set(['CompileError', 'RuntimeError']);
/** A mutant that runs into an endless loop is detected. */
const DETECTED: ReadonlySet<Mutant['status']> = new Set(['Killed', 'Timeout']);
/** What Stryker gives as the reason where a comment has none. */
const NO_REASON = 'Ignored using a comment';

/** Scores a mutation run. An equivalent mutant is explained by a comment `// Stryker disable next-line <mutator>: <reason>`. */
export function scoreMutants(mutants: readonly Mutant[]): Score {
  const valid = mutants.filter(({ status }) => !INVALID.has(status));
  const undetected = valid.filter(({ status }) => !DETECTED.has(status));
  return {
    percent: (100 * (valid.length - undetected.length)) / valid.length,
    counts: countStatuses(mutants),
    unexplained: undetected.filter((mutant) => !isExplained(mutant)),
  };
}

const isExplained = ({ status, reason = NO_REASON }: Mutant): boolean => status === 'Ignored' && reason !== NO_REASON;

function countStatuses(mutants: readonly Mutant[]): Map<Mutant['status'], number> {
  const counts = new Map<Mutant['status'], number>();
  for (const { status } of mutants) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}
