import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Path parts of the slowest tests, the slowest first. */
const SLOW = [
  '/fault-injection/',
  '/catalog/odd-lakes.',
  '/sandbox/cli/main.',
  '/simulation/simulations.',
  '/e2e/operators-day.',
  '/e2e/zombie.',
  '/e2e/storage-faults.',
  '/e2e/crash-matrix',
  '/e2e/all-resources',
  '/zendesk/page-reader.',
  '/catalog/duckdb.',
  '/infra/monitoring/alarm-conditions.',
];

/** Starts the slowest tests first, so that all cores finish together. A new clone has no cached durations to sort by. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const index = SLOW.findIndex((part) => moduleId.includes(part));
  return index === -1 ? SLOW.length : index;
}
