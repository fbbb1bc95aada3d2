import Table from 'cli-table3';
import pico from 'picocolors';
import type { Output } from '../io.ts';

export type Style = ReturnType<typeof pico.createColors>;

/** Colours where the output shows them and nobody has asked for none. */
export function styleFor(output: Output, env: Readonly<Record<string, string | undefined>>): Style {
  return pico.createColors(output.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb');
}

const NO_LINES = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((name) => [name, '']),
);

/** Columns without lines around them. */
export function table(style: Style, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: head.map((name) => style.dim(name)),
    chars: { ...NO_LINES, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return trimEnds(table.toString());
}

/** Names and values, one below the other. */
export function list(style: Style, entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `  ${style.dim(name.padEnd(width))}  ${value}`).join('\n');
}

const trimEnds = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
