import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { CURSOR_ATTRIBUTES, numberValue, textValue } from '#common/cursor-attributes.ts';
import type { RunHistory } from '../core/state/run-history.ts';

type Attributes = Readonly<Record<string, AttributeValue | undefined>>;
type NumberMember = Exclude<keyof RunHistory, 'lastOutcome'>;

const NUMBERS: readonly NumberMember[] = [
  'firstRunAt',
  'lastRunAt',
  'caughtUpAt',
  'freshAt',
  'stalledRuns',
  'totalPages',
  'totalRecords',
  'totalBytes',
];

/** Builds the update of the given members. The item keeps its other attributes. */
export function buildRunHistoryUpdate(runHistory: RunHistory = {}): Record<string, AttributeValue> {
  const { lastOutcome } = runHistory;
  const numbers = NUMBERS.flatMap((member): [string, AttributeValue][] => {
    const value = runHistory[member];
    return value === undefined ? [] : [[CURSOR_ATTRIBUTES[member], numberValue(value)]];
  });
  return {
    ...Object.fromEntries(numbers),
    ...(lastOutcome !== undefined && { [CURSOR_ATTRIBUTES.lastOutcome]: textValue(lastOutcome) }),
  };
}

/** Reads the run history. Ignores attributes of another type, because only monitoring depends on them. */
export function readRunHistory(attributes: Attributes): RunHistory | undefined {
  const numbers = NUMBERS.flatMap((member): [NumberMember, number][] => {
    const value = Number(attributes[CURSOR_ATTRIBUTES[member]]?.N);
    return Number.isSafeInteger(value) && value >= 0 ? [[member, value]] : [];
  });
  const lastOutcome = attributes[CURSOR_ATTRIBUTES.lastOutcome]?.S;
  if (numbers.length === 0 && lastOutcome === undefined) return undefined;
  return { ...Object.fromEntries(numbers), ...(lastOutcome !== undefined && { lastOutcome }) };
}
