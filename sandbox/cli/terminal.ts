import { clearLine, cursorTo } from 'node:readline';
import { styleText } from 'node:util';

/** Prints lines and, on a terminal, a status line below them that is redrawn in place. */
export type Terminal = {
  line(text: string): void;
  /** Sets the status line. Prints nothing if the output is not a terminal. */
  status(text: string): void;
  /** Styles the text if the output is a terminal. */
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
      // A wrapped line cannot be redrawn.
      shown = text.slice(0, (output.columns ?? 80) - 1);
      redraw(shown);
    },
    style: (format, text) => (isTerminal ? styleText(format, text) : text),
  };
}
