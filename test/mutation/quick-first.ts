import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where slow tests are, the slowest last. */
const SLOW = ['/core/page/json-tokenizer.', '/core/page/page-scanner.', '/run/', '/simulation/'];

/**
 * A mutant's run ends with the first test that fails, and nearly every mutant fails its own module's unit tests: those
 * go first, so that whole runs of the function are left for the mutants that need them. It halves the time.
 */
export class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

const rank = ({ moduleId }: TestSpecification): number => SLOW.findIndex((part) => moduleId.includes(part));
