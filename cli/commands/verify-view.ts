import type { Gap } from '#catalog/chain.ts';
import { formatCount, formatTime } from '#common/format.ts';
import { type Style, table } from '../print/style.ts';
import type { Proof } from './verify.ts';

/** Formats one row per export, then the gaps and damaged objects with the command that helps. */
export function renderProofs(style: Style, proofs: readonly Proof[], expirationDays: number | undefined): string {
  const isDeep = proofs.some(({ deep }) => deep !== null);
  const head = ['  export', 'objects', 'from', 'to', 'gaps', ...(isDeep ? ['intact'] : [])];
  const reason = expirationDays === undefined ? '--from-oldest' : `objects expire after ${expirationDays} days`;
  return [
    table(
      style,
      head,
      proofs.map((proof) => formatRow(style, proof)),
    ),
    ...(proofs.some(({ beganAtOldest }) => beganAtOldest) ? [`* Verified from the oldest object on (${reason}).`] : []),
    ...proofs.flatMap((proof) => describeProblems(style, proof)),
  ].join('\n');
}

const isIntact = ({ deep }: Proof): boolean => deep === null || deep.damaged.length === 0;

function formatRow(style: Style, proof: Proof): string[] {
  const { range, gaps, objects, beganAtOldest, deep } = proof;
  const mark = proof.complete && isIntact(proof) ? style.green('✔') : style.red('✘');
  const interval =
    range === null
      ? ['nothing landed yet', '']
      : [`${formatTime(range.from)}${beganAtOldest ? '*' : ''}`, formatTime(range.to)];
  return [
    `${mark} ${proof.export}`,
    formatCount(objects),
    ...interval,
    gaps.length === 0 ? 'none' : style.red(formatCount(gaps.length)),
    ...(deep === null ? [] : [`${formatCount(deep.checked - deep.damaged.length)} of ${formatCount(deep.checked)}`]),
  ];
}

const formatInterval = ({ from, to }: Gap): string =>
  from === to ? `within the second ${formatTime(from)}` : `from ${formatTime(from)} to ${formatTime(to)}`;

function describeProblems(style: Style, proof: Proof): string[] {
  const { gaps, rewind, deep } = proof;
  const cross = style.red('✘');
  return [
    ...gaps.map((gap) => `${cross} ${proof.export}: gap ${formatInterval(gap)}`),
    ...(rewind === null ? [] : [`  To re-export from there: ${rewind}`]),
    ...(deep?.damaged ?? []).map(({ key, problems }) => `${cross} ${key}: ${problems.join('; ')}`),
  ];
}
