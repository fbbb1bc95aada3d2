/** A table of the report, with what has to be said about it. */
export type Table = {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many columns at the left are words; the others are figures. @defaultValue 1 */
  readonly words?: number;
  readonly notes?: readonly string[];
};

/** As Markdown, which terminals show as well. */
export function markdown({ title, head, rows, words = 1, notes = [] }: Table): string {
  const rule = head.map((_, index) => (index < words ? '---' : '--:'));
  return [`**${title}**`, '', line(head), line(rule), ...rows.map(line), ...notes.flatMap((note) => ['', note])].join(
    '\n',
  );
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
