import type { Gap } from '#catalog/chain.ts';
import { formatCount, formatTime, pluralize } from '#common/format.ts';
import type { MissingPages, SnapshotsVerdict } from '../core/prove-snapshots.ts';
import { type Style, table } from '../print/style.ts';
import { type ContentReport, isIntact } from '../core/content-report.ts';
import type { Proof } from './verify-proof.ts';
import type { Verification } from './verify.ts';

/** Formats one row per export, then the gaps and damaged objects with the command that helps. */
export function renderProofs(style: Style, proofs: readonly Verification[]): string {
  const isDeep = proofs.some(({ deep }) => deep !== null);
  const isOfLists = proofs.some(({ snapshots }) => snapshots !== null);
  const head = [
    '  export',
    'objects',
    'from',
    'to',
    'gaps',
    ...(isDeep ? ['intact'] : []),
    ...(isOfLists ? ['snapshots'] : []),
  ];
  return [
    table(
      style,
      head,
      proofs.map((proof) => formatRow(style, proof, isDeep)),
    ),
    ...new Set(proofs.filter(({ beganAtOldest }) => beganAtOldest).map(explainStart)),
    ...proofs.flatMap((proof) => describeProblems(style, proof)),
  ].join('\n');
}

const explainStart = ({ expirationDays }: Proof): string =>
  `* Verified from the oldest object on (${expirationDays === null ? '--from-oldest' : `objects expire after ${expirationDays} days`}).`;

function formatRow(style: Style, proof: Verification, isDeep: boolean): string[] {
  const { range, gaps, objects, beganAtOldest, deep, snapshots } = proof;
  const mark = proof.complete && isIntact(deep) ? style.green('✔') : style.red('✘');
  const interval =
    range === null
      ? [proof.problem === null ? 'nothing landed yet' : 'unknown', '']
      : [`${formatTime(range.from)}${beganAtOldest ? '*' : ''}`, formatTime(range.to)];
  const problems = gaps.length + (snapshots?.missing.length ?? 0);
  return [
    `${mark} ${proof.export}`,
    formatCount(objects),
    ...interval,
    problems === 0 ? 'none' : style.red(formatCount(problems)),
    ...(isDeep
      ? [deep === null ? '' : `${formatCount(deep.checked - deep.damaged.length)} of ${formatCount(deep.checked)}`]
      : []),
    ...(snapshots === null ? [] : [formatSnapshots(snapshots)]),
  ];
}

function formatSnapshots({ complete, interrupted, underWay, passedOver }: SnapshotsVerdict): string {
  const counts = [
    [complete, 'complete'],
    [underWay, 'under way'],
    [interrupted, 'interrupted'],
    [passedOver, 'not verified'],
  ] as const;
  return counts.flatMap(([count, name]) => (count === 0 ? [] : `${formatCount(count)} ${name}`)).join(', ');
}

const formatInterval = ({ from, to }: Gap): string =>
  from === to ? `within the second ${formatTime(from)}` : `from ${formatTime(from)} to ${formatTime(to)}`;

function formatPages({ from, to }: MissingPages): string {
  if (to === null) return from === 1 ? 'all pages are missing' : `the pages from ${from} to the last are missing`;
  return from === to ? `page ${from} is missing` : `${pluralize(to - from + 1, 'page')} from ${from} on are missing`;
}

function describeProblems(style: Style, proof: Verification): string[] {
  const { gaps, rewind, deep, snapshots, problem, beforeFirstDay } = proof;
  const cross = style.red('✘');
  return [
    ...(problem === null ? [] : [`${cross} ${problem}`]),
    ...gaps.map((gap) => `${cross} ${proof.export}: gap ${formatInterval(gap)}`),
    ...(snapshots?.missing ?? []).map(
      (each) => `${cross} ${proof.export}: snapshot of ${formatTime(each.snapshot)}: ${formatPages(each)}`,
    ),
    ...(rewind === null ? [] : [`  ${adviseRewind(proof)}: ${rewind}`]),
    ...(beforeFirstDay === null ? [] : [explainFirstDay(proof.export, beforeFirstDay)]),
    ...(deep === null ? [] : describeContents(cross, proof.export, deep)),
  ];
}

function describeContents(cross: string, exportId: string, deep: ContentReport): string[] {
  const { damaged, unread, readableAfterRepair, deleted, withoutMetadata } = deep;
  return [
    ...damaged.map(({ key, problems }) => `${cross} ${key}: ${problems.join('; ')}`),
    ...unread.map(({ key, error }) => `${cross} ${key}: not checked, because it could not be read (${error})`),
    ...describeRepairable(exportId, readableAfterRepair),
    ...(deleted === 0
      ? []
      : [`  ${exportId}: ${pluralize(deleted, 'object')} deleted after the listing. Not checked.`]),
    ...(withoutMetadata === 0 ? [] : [explainMetadata(exportId, withoutMetadata)]),
  ];
}

/** The number of objects to name. `--json` names all. */
const MAX_NAMED = 20;

function describeRepairable(exportId: string, objects: ContentReport['readableAfterRepair']): string[] {
  if (objects.length === 0) return [];
  const others = objects.length - MAX_NAMED;
  return [
    `  ${exportId}: ${pluralize(objects.length, 'object')} readable only after repair: some readers refuse these characters. ` +
      'See "Odd values" in docs/querying.md.',
    ...objects
      .slice(0, MAX_NAMED)
      .map(({ key, lines, kinds }) => `    ${key}: ${kinds.join(', ')} (${pluralize(lines, 'line')})`),
    ...(others > 0 ? [`    ${formatCount(others)} more: see --json`] : []),
  ];
}

const explainFirstDay = (exportId: string, { objects, firstDay }: NonNullable<Proof['beforeFirstDay']>): string =>
  `  ${exportId}: ${pluralize(objects, 'object')} before firstDay ${firstDay}, which the tables with dt do not read. ` +
  'The views do. Set an earlier firstDay.';

const explainMetadata = (exportId: string, objects: number): string =>
  `  ${exportId}: ${pluralize(objects, 'object')} without metadata, probably copied. Only the content was checked.`;

const adviseRewind = ({ snapshots }: Proof): string =>
  snapshots === null
    ? 'To re-export from there'
    : 'For the fix, see "Snapshot gap" in docs/runbook.md. To export a new snapshot';
