import { expect, it } from 'vitest';
import { resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

/** Bytes of parts of the template, which is written without indentation. */
const sizeOf = (resources: readonly unknown[]): number => Buffer.byteLength(JSON.stringify(resources));

const sizeWith = (resources: string[]): number => {
  const template = synthesize({ accounts: [{ subdomain: 'acme', resources }], compactionSchedule: 'rate(1 day)' });
  const types = ['AWS::Glue::Table', 'AWS::StepFunctions::StateMachine'];
  return sizeOf(types.flatMap((type) => resourcesOf(template, type)));
};

it.each([
  ['12 columns, one view and the histories of tickets', 'ticket_events', 46_000],
  ['20 columns and two views', 'organizations', 17_500],
  ['10 columns of a list', 'macros', 11_000],
])('a resource with %s adds only a few kB: %s', (_, resource, most) => {
  expect(sizeWith(['tickets', resource]) - sizeWith(['tickets'])).toBeLessThan(most);
});
