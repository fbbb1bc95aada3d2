import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { LAYOUTS } from '#catalog/layout.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { allResourcesOf } from '#test/support/infra/compare-templates.ts';
import { resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

/** Bytes of the template or parts of it, as `cdk synth` writes it: the stack suppresses the indentation. */
const sizeOf = (part: unknown): number => Buffer.byteLength(JSON.stringify(part));

// CloudFormation accepts 1 MB and 500 resources. The rest is left for more resources and accounts.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
describe.each(LAYOUTS)('the template with all resources and ten accounts, layout %s', (layout) => {
  const accounts = Array.from({ length: 10 }, (_, i) => ({
    // As long as a subdomain can be.
    subdomain: `${i}`.padStart(63, 'a'),
    layout,
    resources: ['all'],
  }));
  const template = synthesize({
    accounts,
    lakePrefix: `${layout}-lake`,
    compactionSchedule: 'rate(1 day)',
    alarmEmail: 'ops@example.com',
    objectExpirationDays: 365,
    snapshotExpirationDays: 30,
  });

  it('stays under 900 kB and 300 CloudFormation resources', () => {
    expect(sizeOf(template.toJSON())).toBeLessThan(900_000);
    const { size } = allResourcesOf(template);
    expect(size).toBeGreaterThan(100);
    expect(size).toBeLessThan(300);
  });

  it('uses less than 610 kB for tables and compaction, and at most 130 tables', () => {
    const tables = resourcesOf(template, 'AWS::Glue::Table');
    expect(tables.length).toBeLessThanOrEqual(130);
    expect(sizeOf([...tables, ...resourcesOf(template, 'AWS::StepFunctions::StateMachine')])).toBeLessThan(610_000);
  });

  it('creates alarms and dashboard widgets per account, not per resource', () => {
    const one = synthesize({ accounts: accounts.map(({ resources, ...account }) => account), lakePrefix: 'other' });
    const alarmsOf = (each: typeof template): number => resourcesOf(each, 'AWS::CloudWatch::Alarm').length;
    // Compaction has a separate alarm.
    expect(alarmsOf(template)).toBe(alarmsOf(one) + 1);
    const dashboards = [template, one].map((each) => sizeOf(resourcesOf(each, 'AWS::CloudWatch::Dashboard')));
    const names = Object.keys(RESOURCES).join(', ').length;
    expect((dashboards[0] ?? NaN) - (dashboards[1] ?? NaN)).toBeLessThan(accounts.length * names + 1000);
  });

  it('describes schedules in at most 512 characters, the limit of EventBridge Scheduler', () => {
    const lengths = resourcesOf(template, 'AWS::Scheduler::Schedule').map(
      ([, { Properties }]) => z.optional(z.string()).parse(Properties['Description'])?.length ?? 0,
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(512);
  });
});
