import type { Figures } from '../lake/measure.ts';
import { bytes, count, milliseconds, percent, spread } from '../report/format.ts';
import type { Table } from '../report/table.ts';
import { spreadOf } from '../spread.ts';
import { OBJECT_MEASURES } from './measures.ts';

/** Every measure once, one after the other. */
export type Round = {
  readonly objects: number;
  /** By the name of the measure. */
  readonly figures: Readonly<Record<string, Figures>>;
};

const [REFERENCE = ''] = Object.keys(OBJECT_MEASURES);

/** One row per number of objects and measure, with the median of the rounds. CPU is compared within each round. */
export function objectsTable(measured: readonly Round[]): Table {
  const rows = [...Map.groupBy(measured, ({ objects }) => objects)].flatMap(([objects, rounds]) =>
    Object.entries(OBJECT_MEASURES).map(([name, { title }]) => {
      const spreadBy = (valueOf: (own: Figures, reference: Figures) => number, format: (value: number) => string) =>
        spread(
          spreadOf(
            rounds.flatMap(({ figures: { [name]: own, [REFERENCE]: reference } }) =>
              own === undefined || reference === undefined ? [] : [valueOf(own, reference)],
            ),
          ),
          format,
        );
      return [
        title,
        count(objects),
        spreadBy(({ rows }) => rows ?? 0, count),
        spreadBy(({ cpuMs }) => cpuMs, milliseconds),
        spreadBy(({ cpuMs }, reference) => cpuMs / reference.cpuMs, percent),
        spreadBy(({ wallMs }) => wallMs, milliseconds),
        spreadBy(({ peak }) => peak, bytes),
      ];
    }),
  );
  const head = [
    'measured',
    'objects',
    'listed',
    'CPU',
    `CPU / ${OBJECT_MEASURES[REFERENCE]?.title}`,
    'wall',
    'peak memory',
  ];
  return { title: 'Verifying many objects', head, rows };
}
