import type { ExportTable, Version } from './table.ts';
import { isVisible } from './visibility.ts';

/** A record of a complete export. */
export type ExpectedRecord = Pick<Version, 'id' | 'second'> & {
  /** The record's exact JSON text on a page with the requested sideloads. */
  readonly text: string;
};

/** The point of view of a complete export. */
export type View = {
  /** Epoch milliseconds by Zendesk's clock. */
  readonly nowMs: number;
  /** Names in `include`. Default: none. */
  readonly include?: readonly string[];
  /** Default `agent`. */
  readonly supportTypeScope?: string;
  /** Default 60. The rules of the export take precedence. */
  readonly holdBackSeconds?: number;
};

/** Returns the records of a complete export, by second, then id. */
export function expectedRecords({ rows, rules }: Pick<ExportTable, 'rows' | 'rules'>, view: View): ExpectedRecord[] {
  const { nowMs, include = [], supportTypeScope = 'agent' } = view;
  const holdBackSeconds = rules?.holdBackSeconds ?? view.holdBackSeconds ?? 60;
  const query = { perPage: Number.POSITIVE_INFINITY, include, supportTypeScope, excludeDeleted: false };
  return rows
    .inCursorOrder()
    .filter((row) => isVisible(row, nowMs, holdBackSeconds) && row.isWanted(query))
    .map((row) => ({ id: row.id, second: row.second, text: row.render(include) }));
}
