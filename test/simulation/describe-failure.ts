import type { Failure } from './check.ts';

/** What was broken, in which scenario, and the command that shows it again. */
export const describeFailure = ({ seed, path, violations, scenario }: Failure): string =>
  [
    ...violations.slice(0, 10),
    `The smallest scenario that shows it: ${JSON.stringify(scenario)}`,
    `To see it again: npm run scenarios -- --seed ${seed} --path ${path}`,
    'To keep it: put that JSON into a file of test/simulation/regressions/, named after what was broken.',
  ].join('\n');
