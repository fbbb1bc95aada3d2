import type { Failure } from './check.ts';

/** Lists the violations, the smallest failing scenario and the command to replay it. */
export const describeFailure = ({ seed, path, violations, scenario }: Failure): string =>
  [
    ...violations.slice(0, 10),
    `Smallest failing scenario: ${JSON.stringify(scenario)}`,
    `To replay it: npm run simulate -- --seed ${seed} --path ${path}`,
    'To keep it as a regression test: save the JSON in test/simulation/regressions/, in a file named after the defect.',
  ].join('\n');
