import { formatCount, pluralize } from '#common/format.ts';
import type { Reading } from '../lake/read-records.ts';
import type { Terminal } from './terminal.ts';
import type { Verdict } from './verdict.ts';

/** The most objects that are named. */
const MAX_NAMED = 10;

/** Returns the verdict about objects that could not be read in full, if there are any. */
export const describeLeftOut = ({ leftOut }: Pick<Reading, 'leftOut'>): Verdict[] =>
  leftOut.length === 0 ? [] : [{ complete: false, text: `${pluralize(leftOut.length, 'object')} not fully read` }];

/** Prints the objects that could not be read in full, and those that are readable only after repair. */
export function printLeftOut(terminal: Terminal, readings: readonly Pick<Reading, 'leftOut' | 'repaired'>[]): void {
  const leftOut = readings.flatMap((reading) => reading.leftOut);
  if (leftOut.length > 0) {
    terminal.line('\n  Not fully read:');
    for (const { key, reason } of leftOut.slice(0, MAX_NAMED)) terminal.line(`    ${key}: ${reason}`);
    if (leftOut.length > MAX_NAMED) terminal.line(`    and ${formatCount(leftOut.length - MAX_NAMED)} more`);
  }
  const objects = readings.flatMap(({ repaired }) => repaired.objects);
  if (objects.length === 0) return;
  const records = readings.reduce((sum, { repaired }) => sum + repaired.records, 0);
  terminal.line(
    `\n  ${pluralize(records, 'record')} in ${pluralize(objects.length, 'object')} readable only after repair of ` +
      'characters that are not valid JSON or UTF-8:',
  );
  for (const key of objects.slice(0, MAX_NAMED)) terminal.line(`    ${key}`);
  if (objects.length > MAX_NAMED) terminal.line(`    and ${formatCount(objects.length - MAX_NAMED)} more`);
}
