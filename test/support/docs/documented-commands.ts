/** A command as a document shows it. */
export type DocumentedCommand = {
  readonly text: string;
  /** The program and its arguments, without environment variables, quotes and redirections. */
  readonly args: readonly string[];
  /** Name of the file that is redirected to standard input. */
  readonly input?: string;
};

/** Fenced code in the language of a shell. */
const SHELL_BLOCK = /^ *```(?:sh|console|powershell|bat)\n([^]*?)^ *```$/gm;
const ANY_BLOCK = /^ *```[^]*?^ *```$/gm;

/** Inline code that begins with a program. */
const INLINE = /`((?:[A-Z_]+=\S+ )*(?:node|npx|npm|aws|git) [^`]+)`/g;

/** The name of a program, or of all its commands. */
const NAME = /^(node cli|npm run)( …)?$/;

/** Values of options that a document leaves open. */
const EXAMPLES: Readonly<Record<string, string>> = { '--to': '2026-11-01T00:00:00Z', '--region': 'eu-central-1' };

/** Finds the commands in the code blocks of shells and in inline code of a Markdown document. */
export function findCommands(markdown: string): DocumentedCommand[] {
  const blocks = [...markdown.matchAll(SHELL_BLOCK)].flatMap(([, lines = '']) => lines.split('\n'));
  const inline = [...markdown.replaceAll(ANY_BLOCK, '').matchAll(INLINE)]
    .map(([, text = '']) => text)
    .filter((text) => !NAME.test(text));
  return [...blocks, ...inline].flatMap((line) => splitCommands(line)).map(parseCommand);
}

const splitCommands = (line: string): string[] =>
  line
    .replace(/(^|\s)#.*$/, '')
    .split(/\s+&&\s+/)
    .map((text) => text.trim())
    .filter((text) => text !== '');

function parseCommand(text: string): DocumentedCommand {
  const words = Array.from(text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g), ([, single, double, bare]) =>
    String(single ?? double ?? bare),
  );
  const redirection = words.indexOf('<');
  const input = redirection === -1 ? undefined : words[redirection + 1];
  const args = (redirection === -1 ? words : words.slice(0, redirection))
    .filter((_, i, all) => !all.slice(0, i + 1).every((each) => /^[A-Z_]+=/.test(each)))
    .map((word, i, all) => (word === '…' ? (EXAMPLES[all[i - 1] ?? ''] ?? 'value') : word));
  return { text, args, ...(input !== undefined && { input }) };
}
