import { CLI } from '#common/command.ts';

/** The width of the output in columns. */
const WIDTH = 100;
const INDENT = '  ';

/** A command to copy, at the end of a text. */
const COMMAND = new RegExp(`\\b(?:${CLI}|npx cdk|aws [a-z]+ [a-z-]+) .*$`);

/**
 * Breaks a text into lines of at most 100 columns, indented from the second on. A command at its end gets a
 * separate line, which is never broken, so that it can be copied.
 */
export function wrap(text: string): string {
  const command = COMMAND.exec(text)?.[0] ?? '';
  const lines = [''];
  for (const word of text.slice(0, text.length - command.length).split(' ')) {
    if (word === '') continue;
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= WIDTH) lines.splice(-1, 1, longer);
    else lines.push(INDENT + word);
  }
  return [...lines, ...(command === '' ? [] : [INDENT + command])].join('\n');
}
