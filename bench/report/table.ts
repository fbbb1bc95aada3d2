/** A table of the report, with notes below it. */
export type Table = {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The number of columns on the left with text. The others contain figures. @defaultValue 1 */
  readonly words?: number;
  readonly notes?: readonly string[];
};

/** Formats a table as Markdown, which is also readable in a terminal. */
export function markdown({ title, head, rows, words = 1, notes = [] }: Table): string {
  const rule = head.map((_, index) => (index < words ? '---' : '--:'));
  return [`**${title}**`, '', line(head), line(rule), ...rows.map(line), ...notes.flatMap((note) => ['', note])].join(
    '\n',
  );
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
