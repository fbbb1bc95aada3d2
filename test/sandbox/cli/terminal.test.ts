import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openTerminal } from '#sandbox/cli/terminal.ts';

function output(terminal: { isTTY?: boolean; columns?: number }) {
  const stream = Object.assign(new PassThrough(), terminal);
  return { stream, text: (): string => String(stream.read() ?? '') };
}

const CLEAR = '\u001B[2K\u001B[1G';

test('lines are plain and the status is not shown if the output is not a terminal', () => {
  const { stream, text } = output({});
  const terminal = openTerminal(stream);
  terminal.status('working');
  terminal.line(terminal.style('green', 'done'));
  expect(text()).toBe('done\n');
});

test('the status is redrawn in place below the lines on a terminal', () => {
  const { stream, text } = output({ isTTY: true });
  const terminal = openTerminal(stream);
  terminal.status('one');
  terminal.status('two');
  terminal.line('a line');
  expect(text()).toBe(`${CLEAR}one${CLEAR}two${CLEAR}a line\n${CLEAR}two`);
});

test('a status that is longer than the line is truncated on a terminal', () => {
  const { stream, text } = output({ isTTY: true, columns: 11 });
  openTerminal(stream).status('0123456789ABCDEF');
  expect(text()).toBe(`${CLEAR}0123456789`);
});
