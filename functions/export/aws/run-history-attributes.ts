import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { RunHistory } from '../core/state/run-history.ts';

type Attributes = Readonly<Record<string, AttributeValue | undefined>>;
type Counted = Exclude<keyof RunHistory, 'lastOutcome'>;

const NUMBERS: readonly (readonly [member: Counted, attribute: string])[] = [
  ['firstRunAt', 'first_run_at'],
  ['lastRunAt', 'last_run_at'],
  ['caughtUpAt', 'caught_up_at'],
  ['stalledRuns', 'stalled_runs'],
  ['totalPages', 'total_pages'],
  ['totalRecords', 'total_records'],
  ['totalBytes', 'total_bytes'],
];

/** The attributes that are given; the item keeps the others. */
export function runHistoryAttributes(runHistory: RunHistory = {}): Record<string, AttributeValue> {
  const { lastOutcome } = runHistory;
  const numbers = NUMBERS.flatMap(([member, name]): [string, AttributeValue][] => {
    const value = runHistory[member];
    return value === undefined ? [] : [[name, { N: String(value) }]];
  });
  return { ...Object.fromEntries(numbers), ...(lastOutcome !== undefined && { last_outcome: { S: lastOutcome } }) };
}

/** Whatever somebody has broken is as good as absent: nothing but figures depends on it. */
export function readRunHistory(attributes: Attributes): RunHistory | undefined {
  const numbers = NUMBERS.flatMap(([member, name]): [Counted, number][] => {
    const value = Number(attributes[name]?.N);
    return Number.isSafeInteger(value) && value >= 0 ? [[member, value]] : [];
  });
  const lastOutcome = attributes['last_outcome']?.S;
  if (numbers.length === 0 && lastOutcome === undefined) return undefined;
  return { ...Object.fromEntries(numbers), ...(lastOutcome !== undefined && { lastOutcome }) };
}
