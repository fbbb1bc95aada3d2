import { type ChainProof, verifyChain } from '#catalog/chain.ts';
import { formatBytes, formatCount, formatTime, pluralize } from '#common/format.ts';
import type { CursorItem } from '../aws/cursor-item.ts';
import { compare, type Comparison, type ExpectedVersion, latestVersions } from '../lake/compare.ts';
import { landedObjects } from '../lake/landed-object.ts';
import { exportPrefix, type Place } from '../lake/layout.ts';
import { type LakeStatistics, readLake } from '../lake/read-lake.ts';
import { reportSettings } from '../lake/report-settings.ts';
import { LAKE_RESOURCES, type ResourceName } from '../lake/resources.ts';
import { describeLeftOut } from './left-out.ts';
import type { Terminal } from './terminal.ts';
import { describeFaults, formatRow, formatVerdict } from './verdict.ts';

/** The contents of the lake for one export, and the result of its verification. */
export type ExportReport = {
  readonly resource: ResourceName;
  readonly lake: LakeStatistics;
  readonly chain: ChainProof;
  /** Only if the expected records are known. */
  readonly comparison?: Comparison;
};

/** Reads an export's part of the lake and verifies that it is complete. */
export async function makeReport(
  place: Place,
  name: ResourceName,
  cursor: CursorItem | undefined,
  expected?: readonly ExpectedVersion[],
): Promise<ExportReport> {
  const { lakeDir, layout } = place;
  const resource = LAKE_RESOURCES[name];
  const objects = await landedObjects(lakeDir, exportPrefix(place, resource));
  const lake = await readLake(objects, layout, resource, reportSettings(lakeDir));
  const report = { resource: name, lake, chain: verifyChain(objects, cursor) };
  if (expected === undefined) return report;
  const latest = await latestVersions(objects, layout, resource, expected);
  return { ...report, comparison: compare(latest, expected) };
}

/** True if all objects were read, and the chain and the comparison have no fault. */
export const isExportComplete = ({ lake, chain, comparison }: ExportReport): boolean =>
  lake.leftOut.length === 0 && chain.complete && (comparison === undefined || comparison.complete);

const HEADINGS = ['export', 'objects', 'size', 'records', 'ids', 'versions', 'duplicates'];
const WIDTHS = [22, 9, 10, 12, 12, 12, 12];

/** Prints one row per export. */
export function printExports(terminal: Terminal, exports: readonly ExportReport[]): void {
  terminal.line(`${formatRow(WIDTHS, HEADINGS)}  verification`);
  for (const report of exports) terminal.line(formatReport(terminal, report));
}

function formatReport(terminal: Terminal, { resource, lake, chain, comparison }: ExportReport): string {
  const counts = [lake.records, lake.ids, lake.versions, lake.duplicates].map((count) => formatCount(count));
  const verdicts = [{ complete: chain.complete, text: describeChain(chain) }, ...describeLeftOut(lake)];
  if (comparison !== undefined) verdicts.push({ complete: comparison.complete, text: describeComparison(comparison) });
  return [
    formatRow(WIDTHS, [resource, formatCount(lake.objects), formatBytes(lake.bytes), ...counts]),
    ...verdicts.map((verdict) => formatVerdict(terminal, verdict)),
  ].join('  ');
}

function describeChain({ complete, gaps }: ChainProof): string {
  if (complete) return 'no gaps';
  const intervals = gaps.map(({ from, to }) => `${formatTime(from)} to ${formatTime(to)}`);
  return `${pluralize(gaps.length, 'gap')}: ${intervals.join('; ')}`;
}

function describeComparison({ complete, missing, outdated, altered, unexpected, changedSince }: Comparison): string {
  if (complete) {
    return changedSince.length === 0 ? 'complete' : `complete, ${formatCount(changedSince.length)} changed since`;
  }
  return describeFaults({ missing, outdated, altered, unexpected });
}
