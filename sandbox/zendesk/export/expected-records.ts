import type { ExportTable, Row, Version } from './table.ts';
import { isVisible } from './visibility.ts';

/** A record of a complete export. */
export type ExpectedRecord = Pick<Version, 'id' | 'second'> & {
  /** The record's exact JSON text on a page with the requested sideloads. */
  readonly text: string;
  /**
   * Only for an export whose records change without their timestamp: the texts of the same version before such changes.
   * A client that read the record before has the earlier text, and sees the change only by reading its second again.
   */
  readonly earlier?: readonly EarlierText[];
};

/** The text of a record up to a point in time, in epoch milliseconds (exclusive). */
type EarlierText = { readonly text: string; readonly untilMs: number };

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

/** True if a complete export shows a row. */
export function isShown(row: Row, view: View): boolean {
  const { nowMs, include = [], supportTypeScope = 'agent', holdBackSeconds = 60 } = view;
  const query = { perPage: Number.POSITIVE_INFINITY, include, supportTypeScope, excludeDeleted: false };
  return isVisible(row, nowMs, holdBackSeconds) && row.isWanted(query);
}

/** Returns the records of a complete export, by second, then id. */
export function expectedRecords(
  { rows, rules, changesInPlace = false }: Pick<ExportTable, 'rows' | 'rules' | 'changesInPlace'>,
  view: View,
): ExpectedRecord[] {
  const { nowMs, include = [] } = view;
  const holdBackSeconds = rules?.holdBackSeconds ?? view.holdBackSeconds ?? 60;
  const all = rows.inCursorOrder();
  const superseded = changesInPlace ? all.filter((row) => row.supersededFrom <= nowMs) : [];
  const earlier = Map.groupBy(superseded, toVersion);
  return all
    .filter((row) => isShown(row, { ...view, holdBackSeconds }))
    .map((row) => {
      const { id, second } = row;
      const texts = earlier.get(toVersion(row))?.map((each) => toEarlierText(each, include));
      return { id, second, text: row.render(include), ...(texts && { earlier: texts }) };
    });
}

const toVersion = ({ id, second }: Row): string => `${id}@${second}`;

const toEarlierText = (row: Row, include: readonly string[]): EarlierText => ({
  text: row.render(include),
  untilMs: row.supersededFrom,
});
