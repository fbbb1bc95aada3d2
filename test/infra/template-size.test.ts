import { expect, it } from 'vitest';
import { ALL_DATASETS } from '#catalog/datasets.ts';
import { synthesize } from '#test/support/infra/synthesize.ts';

/** CloudFormation accepts templates of up to 1 MB. The rest is left for more resources and accounts. */
const MAX_BYTES = 900_000;

it('the template with all resources and ten accounts stays under 900 kB', () => {
  const accounts = Array.from({ length: 10 }, (_, i) => ({
    subdomain: `a-subdomain-of-some-length-${i}`,
    resources: ALL_DATASETS.map(({ name }) => name),
  }));
  const template = synthesize({ accounts, compactionSchedule: 'rate(1 day)', alarmEmail: 'ops@example.com' });
  // As `cdk synth` writes it: the stack suppresses the indentation.
  expect(Buffer.byteLength(JSON.stringify(template.toJSON()))).toBeLessThan(MAX_BYTES);
});
