import type { Mutant } from './mutants.ts';

/** A mutant that no test needs to kill. */
export type ExplainedSurvivor = Pick<Mutant, 'file' | 'was' | 'becomes'> & {
  /** One sentence: why nothing changes, or why the change does not matter. */
  readonly because: string;
};

export type Verdict = {
  /** How many of a hundred mutants are detected. */
  readonly score: number;
  /** How many mutants there are with each status. */
  readonly counts: ReadonlyMap<Mutant['status'], number>;
  /** Mutants that no test detects and nobody has explained. */
  readonly unexplained: readonly Mutant[];
  /** Explanations of what is no survivor, or is none any more. */
  readonly stale: readonly ExplainedSurvivor[];
};

/** Mutants that are no program, or that nobody asked for: they count neither way. */
const INVALID: ReadonlySet<Mutant['status']> = new Set(['CompileError', 'RuntimeError', 'Ignored']);
/** A mutant that comes to no end is detected. */
const DETECTED: ReadonlySet<Mutant['status']> = new Set(['Killed', 'Timeout']);

/** Holds mutants against the list of explained survivors, each of which stands for one mutant. */
export function judge(mutants: readonly Mutant[], explained: readonly ExplainedSurvivor[]): Verdict {
  const valid = mutants.filter(({ status }) => !INVALID.has(status));
  const files = new Set(mutants.map(({ file }) => file));
  const stale = explained.filter(({ file }) => files.has(file));
  const unexplained: Mutant[] = [];
  let detected = 0;
  for (const mutant of valid) {
    // An explained mutant that has timed out was slow, on a busy machine: nothing has detected it.
    const at = mutant.status === 'Killed' ? -1 : stale.findIndex((each) => isOf(mutant, each));
    if (at !== -1) stale.splice(at, 1);
    else if (DETECTED.has(mutant.status)) detected += 1;
    else unexplained.push(mutant);
  }
  return { score: (100 * detected) / valid.length, counts: countsOf(mutants), unexplained, stale };
}

const isOf = (mutant: Mutant, { file, was, becomes }: ExplainedSurvivor): boolean =>
  mutant.file === file && mutant.was === was && mutant.becomes === becomes;

function countsOf(mutants: readonly Mutant[]): Map<Mutant['status'], number> {
  const counts = new Map<Mutant['status'], number>();
  for (const { status } of mutants) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}
