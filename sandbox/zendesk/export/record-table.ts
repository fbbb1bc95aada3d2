import { toJson } from '../json.ts';
import { isoSecond } from '../time.ts';
import { type ExpectedRecord, expectedRecords } from './expected-records.ts';
import { createRow } from './row.ts';
import type { ExportTable, Row } from './table.ts';
import { createVersionStore } from './version-store.ts';

/** Settings of an export of plain records. */
export type RecordTableOptions = Omit<ExportTable, 'sideloads' | 'rows'> & {
  /** The member with a record's timestamp, and the timestamp's format. */
  readonly timestamp: { readonly field: string; readonly format: 'epoch' | 'iso' };
};

/** A version of a record to add to a table. */
type NewRecord = {
  readonly id: number;
  /** Epoch seconds of its timestamp. */
  readonly second: number;
  /** Epoch milliseconds from which the version is visible. Default: after the hold-back. */
  readonly visibleFrom?: number;
  /** Other members of the record. */
  readonly fields?: Readonly<Record<string, unknown>>;
};

/** An export that tests fill with records. */
export type RecordTable = ExportTable & {
  /** Adds a record or its next version. Time-based pages list records with the same second in the order of the calls. */
  put(record: NewRecord): void;
  /** Returns the records of a complete export at `nowMs` (epoch milliseconds), by second, then id. */
  expectedRecords(nowMs: number, holdBackSeconds?: number): ExpectedRecord[];
};

/** Creates an empty table. */
export function createRecordTable({ timestamp, ...table }: RecordTableOptions): RecordTable {
  const { put, inTimeOrder, inCursorOrder } = createVersionStore<Row>();
  let puts = 0;
  const exported: ExportTable = { ...table, sideloads: [], rows: { inTimeOrder, inCursorOrder } };
  return {
    ...exported,
    put: ({ id, second, visibleFrom = Number.NEGATIVE_INFINITY, fields = {} }) => {
      const printed = timestamp.format === 'iso' ? isoSecond(second) : second;
      const text = toJson({ id, [timestamp.field]: printed, ...fields });
      put(createRow({ id, second, tie: (puts += 1), visibleFrom, render: () => text }));
    },
    expectedRecords: (nowMs, holdBackSeconds = 60) => expectedRecords(exported, { nowMs, holdBackSeconds }),
  };
}
