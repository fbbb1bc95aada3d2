import { expect, it } from 'vitest';
import { ALL_DATASETS } from '#catalog/datasets.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import { resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

const RESOURCES = ALL_DATASETS.map(({ name }) => name);

/** Bytes of parts of the template, which is written without indentation. */
const sizeOf = (resources: readonly unknown[]): number => Buffer.byteLength(JSON.stringify(resources));

// CloudFormation takes 1 MB and 500 resources: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
it.each(LAYOUTS)(
  'tables and compaction of all resources and lists take less than 550 kB of a template: %s',
  (layout) => {
    const accounts = Array.from({ length: 10 }, (_, index) => ({
      subdomain: `account-number-${index}`,
      layout,
      resources: RESOURCES,
    }));
    const template = synthesize({ accounts, lakePrefix: layout, compactionSchedule: 'rate(1 day)' });
    const tables = resourcesOf(template, 'AWS::Glue::Table');
    const machine = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
    expect(tables.length).toBeLessThanOrEqual(130);
    expect(sizeOf([...tables, ...machine])).toBeLessThan(550_000);
  },
);

const sizeWith = (resources: string[]): number => {
  const template = synthesize({ accounts: [{ subdomain: 'acme', resources }], compactionSchedule: 'rate(1 day)' });
  const types = ['AWS::Glue::Table', 'AWS::StepFunctions::StateMachine'];
  return sizeOf(types.flatMap((type) => resourcesOf(template, type)));
};

it.each([
  ['12 columns and one view', 'ticket_events', 12_000],
  ['20 columns and two views', 'organizations', 17_500],
  ['10 columns of a list', 'macros', 11_000],
])('a resource with %s adds only a few kB: %s', (_, resource, most) => {
  expect(sizeWith(['tickets', resource]) - sizeWith(['tickets'])).toBeLessThan(most);
});
