import { formatCount } from '#common/format.ts';
import type { Terminal } from './terminal.ts';

/** The result of a check of the lake, with its description. */
export type Verdict = { readonly complete: boolean; readonly text: string };

export const formatVerdict = (terminal: Terminal, { complete, text }: Verdict): string =>
  complete ? `${terminal.style('green', '✔')} ${text}` : `${terminal.style('red', '✘')} ${text}`;

/** Formats a row of a table. The first cell is aligned to the left. */
export const formatRow = (widths: readonly number[], cells: readonly string[]): string =>
  `  ${cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0))).join('')}`;

/** Describes the records with each fault. Names at most five per fault. */
export const describeFaults = (faults: Readonly<Record<string, readonly (number | string)[]>>): string =>
  Object.entries(faults)
    .filter(([, ids]) => ids.length > 0)
    .map(
      ([fault, ids]) =>
        `${formatCount(ids.length)} ${fault} (${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''})`,
    )
    .join('; ');
