import { clearLine, cursorTo } from 'node:readline';
import { styleText } from 'node:util';

/** Lines that stay, and on a terminal one below them that is redrawn in place. */
export type Terminal = {
  line(text: string): void;
  /** What the last line shows from now on; nothing where the output is no terminal. */
  status(text: string): void;
  /** Colours the text where the output shows colours. */
  style(format: Parameters<typeof styleText>[0], text: string): string;
};

export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export function openTerminal(output: Output = process.stdout): Terminal {
  const isTerminal = output.isTTY === true;
  let shown = '';
  const redraw = (text: string): void => {
    clearLine(output, 0);
    cursorTo(output, 0);
    output.write(text);
  };
  return {
    line: (text) => {
      if (shown !== '') redraw('');
      output.write(`${text}\n`);
      if (shown !== '') redraw(shown);
    },
    status: (text) => {
      if (!isTerminal) return;
      // A line that wraps could not be redrawn.
      shown = text.slice(0, (output.columns ?? 80) - 1);
      redraw(shown);
    },
    style: (format, text) => (isTerminal ? styleText(format, text) : text),
  };
}
