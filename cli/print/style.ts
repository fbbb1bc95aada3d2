import { stripVTControlCharacters } from 'node:util';
import pico from 'picocolors';
import type { Output } from '../io.ts';

export type Style = ReturnType<typeof pico.createColors>;

/** Colors if the output shows them, unless `NO_COLOR` asks for none. */
export function styleFor(output: Output, env: Readonly<Record<string, string | undefined>>): Style {
  return pico.createColors(output.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb');
}

/** Columns without lines around them. */
export function table(style: Style, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = head.length === 0 ? rows : [head.map((name) => style.dim(name)), ...rows];
  const widths: number[] = [];
  for (const cells of lines) {
    for (const [column, cell] of cells.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  return lines
    .map((cells) => cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell))).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Columns that a text takes on a terminal: colors take none. */
const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Names and values, one below the other. */
export function list(style: Style, entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `  ${style.dim(name.padEnd(width))}  ${value}`).join('\n');
}
