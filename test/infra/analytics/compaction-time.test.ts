import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_DATASETS, INCREMENTAL_DATASETS } from '#catalog/datasets.ts';
import { compactedViews } from '#catalog/iceberg.ts';
import { alarmsOf, firstAlarmAt } from '#test/support/infra/evaluate-alarm.ts';
import { compact } from '#test/support/infra/compact.ts';
import { logicalIdOf, ROOT, synthesize } from '#test/support/infra/synthesize.ts';

const template = synthesize({
  accounts: [{ subdomain: 'acme', resources: ['all'] }],
  compactionSchedule: 'rate(1 day)',
});
const compacted = INCREMENTAL_DATASETS.length + compactedViews(ALL_DATASETS).length;
const HOUR = 3600;

describe('a compaction of all resources', () => {
  it('runs Vacuum for every compacted table and succeeds if Optimize needs more runs for ten minutes each time', () => {
    const { run, countAttempts } = compact(template, { matches: /^OPTIMIZE/, minutes: 10, fails: true });
    const { seconds } = run();
    expect(countAttempts(/^VACUUM/)).toBe(compacted);
    expect(countAttempts(/^OPTIMIZE/)).toBe(4 * compacted);
    // The previous limit.
    expect(seconds).toBeLessThan(3 * HOUR);
  });

  // https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
  it('runs Vacuum for every compacted table if Optimize takes the half hour that Athena allows each time', () => {
    const { run, countAttempts } = compact(
      template,
      { matches: /^OPTIMIZE/, minutes: 30, fails: true },
      { matches: /^MERGE/, minutes: 10 },
    );
    expect(run().seconds).toBeLessThan(10 * HOUR);
    expect(countAttempts(/^VACUUM/)).toBe(compacted);
  });

  it('times out after ten hours if Vacuum needs more runs for 40 minutes each time', () => {
    const { run, countAttempts } = compact(template, { matches: /^VACUUM/, minutes: 40, fails: true });
    expect(run).toThrow('the execution timed out');
    expect(countAttempts(/^VACUUM/)).toBeGreaterThan(4);
  });
});

describe('the alarm on the compaction', () => {
  const alarms = alarmsOf(template);
  const alarm = alarms.get('compaction');

  it.each(['ExecutionsFailed', 'ExecutionsTimedOut', 'InvocationDroppedCount'])('fires if %s is 1', (name) => {
    const at = alarm && firstAlarmAt(alarm, [{ name, at: 0, value: 1 }], { from: 60_000, to: 120_000 });
    expect(at).toBe(60_000);
  });

  it.each(['ExecutionsSucceeded', 'ExecutionsStarted'])('stays off if %s is 1', (name) => {
    const at = alarm && firstAlarmAt(alarm, [{ name, at: 0, value: 1 }], { from: 60_000, to: 120_000 });
    expect(at).toBeUndefined();
  });

  it('watches the state machine and its schedule, and links to the runbook', () => {
    const machine = {
      Name: 'StateMachineArn',
      Value: { Ref: logicalIdOf(template, 'AWS::StepFunctions::StateMachine') },
    };
    expect(alarm).toMatchObject({
      Dimensions: [
        machine,
        machine,
        { Name: 'ScheduleGroup', Value: expect.stringMatching(/^ZendeskLake-Compaction-Group-/) },
      ],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: logicalIdOf(template, 'AWS::SNS::Topic') }],
    });
    expect(alarm?.AlarmDescription).toMatch(/docs\/runbook\.md#compaction$/);
    expect(readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8')).toContain('\n## Compaction\n');
  });
});
