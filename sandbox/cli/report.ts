import { rm } from 'node:fs/promises';
import { LISTS } from '#catalog/lists.ts';
import type { CursorItem } from '../aws/cursor-item.ts';
import type { ExpectedVersion } from '../lake/compare.ts';
import type { Place } from '../lake/layout.ts';
import { describeFailure } from '../lake/left-out.ts';
import { spillFolder } from '../lake/report-settings.ts';
import { isResourceName, type ResourceName } from '../lake/resources.ts';
import { type ExportReport, isExportComplete, makeReport, printExports } from './export-report.ts';
import { printLeftOut } from './left-out.ts';
import { type ExpectedRow, type ListReport, makeListReport, printLists, verdictsOf } from './list-report.ts';
import { printStatuses, queryStatuses, type StatusReport } from './status-report.ts';
import type { Terminal } from './terminal.ts';
import { formatVerdict } from './verdict.ts';

/** The contents of the lake for all exports of a run. */
export type LakeReport = {
  readonly exports: readonly ExportReport[];
  readonly lists: readonly ListReport[];
  /** The exports and lists without a report. */
  readonly failures: readonly Failure[];
  /** Only if the lake has tickets. */
  readonly statuses?: StatusReport;
};

type Failure = { readonly name: string; readonly reason: string };

/** The expected records of a complete lake. */
export type Truth = {
  versionsOf(resource: ResourceName): readonly ExpectedVersion[];
  /** @param snapshot - when the latest complete snapshot began, in epoch seconds */
  rowsOf(list: string, snapshot: number | undefined): readonly ExpectedRow[];
};

/**
 * Reads the lake for these resources and verifies that it is complete. A failure costs only its own part of the report.
 *
 * @param cursorOf - returns the cursor item of an export by its id
 * @param truth - only if the expected records are known
 */
export async function makeLakeReport(
  place: Place,
  resources: readonly string[],
  cursorOf: (exportId: string) => Promise<CursorItem | undefined>,
  truth?: Truth,
): Promise<LakeReport> {
  const readCursor = (name: string): Promise<CursorItem | undefined> => cursorOf(`${place.subdomain}/${name}`);
  const failures: Failure[] = [];
  const reportOnEach = async <Name extends { readonly name: string }, Part>(
    datasets: readonly Name[],
    report: (dataset: Name, cursor: CursorItem | undefined) => Promise<Part>,
  ): Promise<Part[]> => {
    const parts: Part[] = [];
    for (const dataset of datasets) {
      try {
        parts.push(await report(dataset, await readCursor(dataset.name)));
      } catch (error) {
        failures.push({ name: dataset.name, reason: describeFailure(error) });
      }
    }
    return parts;
  };
  const exports = await reportOnEach(
    resources.filter(isResourceName).map((name) => ({ name })),
    ({ name }, cursor) => makeReport(place, name, cursor, truth?.versionsOf(name)),
  );
  const lists = await reportOnEach(
    LISTS.filter(({ name }) => resources.includes(name)),
    (list, cursor) => makeListReport(place, list, cursor, truth?.rowsOf(list.name, cursor?.end_time)),
  );
  const tickets = exports.find(({ resource, lake }) => resource === 'tickets' && lake.objects > 0);
  const statuses = tickets && (await queryStatuses(place, tickets.lake));
  await rm(spillFolder(place.lakeDir), { recursive: true, force: true });
  return { exports, lists, failures, ...(statuses !== undefined && { statuses }) };
}

/** True if everything was read and the lake is complete. */
export const isComplete = ({ exports, lists, failures, statuses }: LakeReport): boolean =>
  exports.every(isExportComplete) &&
  lists.every((list) => verdictsOf(list).every(({ complete }) => complete)) &&
  failures.length === 0 &&
  (statuses === undefined || 'rows' in statuses);

/** Prints one row per export and list, the faults, and a DuckDB script that queries the lake's tables. */
export function printReport(terminal: Terminal, report: LakeReport, place: Place, notes: readonly string[] = []): void {
  const { exports, lists, failures, statuses } = report;
  terminal.line(`\n${terminal.style('bold', 'Lake contents, read with DuckDB')}`);
  if (exports.length > 0) printExports(terminal, exports);
  if (lists.length > 0) printLists(terminal, lists);
  for (const { name, reason } of failures) {
    terminal.line(`  ${formatVerdict(terminal, { complete: false, text: `${name} not read: ${reason}` })}`);
  }
  printLeftOut(terminal, [...exports.map(({ lake }) => lake), ...lists.map(({ reading }) => reading)]);
  printMeaning(terminal, report);
  for (const note of notes) terminal.line(`  ${note}`);
  if (statuses !== undefined) printStatuses(terminal, place, statuses);
}

/** Prints the meaning of a successful verification. */
function printMeaning(terminal: Terminal, { exports, lists }: LakeReport): void {
  const isCompared = [...exports, ...lists].some(({ comparison }) => comparison !== undefined);
  terminal.line(
    isCompared
      ? '\n  Verification: no gaps in the chain of pages, and every simulated record in its latest version, byte for byte.'
      : "\n  Verification: each page starts where a previous one ended, up to the cursor's end_time.",
  );
  if (lists.length === 0) return;
  terminal.line(
    isCompared
      ? '  Lists: every complete snapshot has all its pages, and the view has exactly the simulated rows, byte for byte.'
      : '  Lists: every complete snapshot has all its pages.',
  );
}
