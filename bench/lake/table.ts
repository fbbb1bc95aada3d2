import { bytes, count, milliseconds, times } from '../report/format.ts';
import type { Table } from '../report/table.ts';
import type { Figures, Suite } from './measure.ts';

export type Measured = {
  /** Name of the measure. */
  readonly measure: string;
  readonly records: number;
  /** Uncompressed bytes of the lake. */
  readonly bytes: number;
  readonly figures: Figures;
};

/** One row per measure and lake, so that the growth of each measure is in consecutive rows. */
export function tableOf({ noun, measures }: Suite, measured: readonly Measured[]): Table {
  const [reference = ''] = Object.keys(measures);
  const referenceOf = (records: number): number | undefined =>
    measured.find((each) => each.measure === reference && each.records === records)?.figures.cpuMs;
  const rows = Object.entries(measures).flatMap(([name, { title }]) =>
    measured
      .filter(({ measure }) => measure === name)
      .map(({ records, bytes: size, figures: { rows, cpuMs, wallMs, peak } }) => {
        const base = referenceOf(records);
        return [
          title,
          count(records),
          bytes(size),
          rows === null ? '–' : count(rows),
          milliseconds(cpuMs),
          base === undefined ? '–' : times(cpuMs / base),
          milliseconds(wallMs),
          bytes(peak),
        ];
      }),
  );
  const relative = measures[reference]?.title ?? '';
  const head = ['measured', noun, 'uncompressed', 'rows', 'CPU', `CPU / ${relative}`, 'wall', 'peak memory'];
  return { title: `Growth with the number of ${noun}`, head, rows };
}
