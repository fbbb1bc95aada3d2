import type { Mutant } from './mutants.ts';

export type Score = {
  /** The share of detected mutants, in percent. A mutant that a comment excludes counts as not detected. */
  readonly percent: number;
  /** The number of mutants with each status. */
  readonly counts: ReadonlyMap<Mutant['status'], number>;
  /** Mutants that no test detects and no comment explains. */
  readonly unexplained: readonly Mutant[];
};

/** Mutants that are not valid programs are not counted. */
const INVALID: ReadonlySet<Mutant['status']> = new Set(['CompileError', 'RuntimeError']);
/** A mutant with an endless loop counts as detected. */
const DETECTED: ReadonlySet<Mutant['status']> = new Set(['Killed', 'Timeout']);
/** Stryker's reason if the comment has none. */
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
