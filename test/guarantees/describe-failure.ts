import type { Failure } from './check.ts';

/** What was broken, in which history, and the command that shows it again. */
export const describeFailure = ({ seed, path, violations, history }: Failure): string =>
  [
    ...violations.slice(0, 10),
    `The smallest history that shows it: ${JSON.stringify(history)}`,
    `To see it again: npm run histories -- --seed ${seed} --path ${path}`,
    'To keep it: put that JSON into a file of test/guarantees/regressions/, named after what was broken.',
  ].join('\n');
