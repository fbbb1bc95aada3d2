import { describe, expect, it } from 'vitest';
import { alarmsOf, firingAlarms, type Sample, SHORTEST_RANGE } from '#test/support/infra/evaluate-alarm.ts';
import { synthesize } from '#test/support/infra/synthesize.ts';

const ALARMS = alarmsOf(synthesize());
const HOUR = 60;
const MINUTE_MS = 60_000;

const tokenExpiresIn = (value: number): Sample[] => [
  { name: 'ApiTokenDaysLeft', at: 0, value, dimensions: { subdomain: 'acme' } },
];

describe('alarms on single values', () => {
  it('API token fires if the token expires in less than 30 days, and not earlier', () => {
    const only = new Map([...ALARMS].filter(([name]) => name === 'acme API token'));
    expect(firingAlarms(only, tokenExpiresIn(30), 60_000, 60_000)).toEqual([]);
    expect(firingAlarms(only, tokenExpiresIn(29), 60_000, 60_000)).toEqual(['acme API token']);
    expect(firingAlarms(only, tokenExpiresIn(-3), 60_000, 60_000)).toEqual(['acme API token']);
  });

  it.each([
    ['events dropped', 'AsyncEventsDropped'],
    ['invocations dropped', 'InvocationDroppedCount'],
    ['failure queue', 'NumberOfMessagesSent'],
  ])('%s fires if %s is 1', (title, name) => {
    const others = new Map([...ALARMS].filter(([, { TreatMissingData }]) => TreatMissingData !== 'breaching'));
    expect(firingAlarms(others, [{ name, at: 0, value: 1 }], 60_000, 60_000)).toEqual([title]);
    expect(firingAlarms(others, [{ name, at: 0, value: 0 }], 60_000, 60_000)).toEqual([]);
  });

  it('failure queue ends 20 minutes after the last message, although it stays in the queue', () => {
    const only = new Map([...ALARMS].filter(([name]) => name === 'failure queue'));
    const sent = [{ name: 'NumberOfMessagesSent', at: 0, value: 1 }];
    const left = Array.from({ length: 60 }, (_, minute) => ({
      name: 'ApproximateNumberOfMessagesVisible',
      at: minute * MINUTE_MS,
      value: 1,
    }));
    const firesFrom = (minute: number) =>
      firingAlarms(only, [...sent, ...left], minute * MINUTE_MS, HOUR * MINUTE_MS, SHORTEST_RANGE);
    // The metrics of an idle queue can be 15 minutes late.
    expect(firesFrom(16)).toEqual(['failure queue']);
    expect(firesFrom(21)).toEqual([]);
  });

  it('near timeout fires if a run reaches the timeout, but not if it stops just before', () => {
    const others = new Map([...ALARMS].filter(([name]) => name === 'near timeout'));
    expect(firingAlarms(others, [{ name: 'Duration', at: 0, value: 838_750 }], 60_000, 60_000)).toEqual([]);
    expect(firingAlarms(others, [{ name: 'Duration', at: 0, value: 840_000 }], 60_000, 60_000)).toEqual([
      'near timeout',
    ]);
  });
});
