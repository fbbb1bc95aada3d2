import type { Figures } from '../lake/measure.ts';
import { bytes, count, milliseconds, percent } from '../report/format.ts';
import type { Table } from '../report/table.ts';
import { OBJECT_MEASURES } from './measures.ts';

export type MeasuredObjects = {
  /** Name of the measure. */
  readonly measure: string;
  readonly objects: number;
  readonly figures: Figures;
};

const [REFERENCE = ''] = Object.keys(OBJECT_MEASURES);

/** One row per measure and number of objects. */
export function objectsTable(measured: readonly MeasuredObjects[]): Table {
  const title = OBJECT_MEASURES[REFERENCE]?.title ?? '';
  const rows = measured.map(({ measure, objects, figures: { rows, cpuMs, wallMs, peak } }) => {
    const reference = measured.find((each) => each.measure === REFERENCE && each.objects === objects);
    return [
      OBJECT_MEASURES[measure]?.title ?? measure,
      count(objects),
      count(rows ?? 0),
      milliseconds(cpuMs),
      reference === undefined ? '–' : percent(cpuMs / reference.figures.cpuMs),
      milliseconds(wallMs),
      bytes(peak),
    ];
  });
  const head = ['measured', 'objects', 'listed', 'CPU', `CPU / ${title}`, 'wall', 'peak memory'];
  return { title: 'Verifying many objects', head, rows };
}
