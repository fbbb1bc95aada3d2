import type { Failure } from './check.ts';

/** The violations, the smallest scenario that shows them, and the command that plays it again. */
export const describeFailure = ({ seed, path, violations, scenario }: Failure): string =>
  [
    ...violations.slice(0, 10),
    `The smallest scenario that shows it: ${JSON.stringify(scenario)}`,
    `To play it again: npm run simulate -- --seed ${seed} --path ${path}`,
    'To keep it: put that JSON into a file of test/simulation/regressions/, named after the defect.',
  ].join('\n');
