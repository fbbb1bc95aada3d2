import { stripVTControlCharacters } from 'node:util';
import pico from 'picocolors';
import type { Output } from '../io.ts';

export type Style = ReturnType<typeof pico.createColors>;

/** Returns colors if the output is a terminal that supports them and `NO_COLOR` is not set. */
export function styleFor(output: Output, env: Readonly<Record<string, string | undefined>>): Style {
  return pico.createColors(output.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb');
}

/** Formats a table without borders. */
export function table(style: Style, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = head.length === 0 ? rows : [head.map((name) => style.dim(name)), ...rows];
  const widths: number[] = [];
  for (const cells of lines) {
    for (const [column, cell] of cells.entries()) widths[column] = Math.max(widths[column] ?? 0, measureWidth(cell));
  }
  return lines
    .map((cells) =>
      cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - measureWidth(cell))).join('  '),
    )
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Measures a text's width on a terminal, where color codes take no space. */
const measureWidth = (text: string): number => stripVTControlCharacters(text).length;

/** Formats names and values, one pair per line. */
export function list(style: Style, entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `  ${style.dim(name.padEnd(width))}  ${value}`).join('\n');
}
