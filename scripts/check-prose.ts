/**
 * Finds wordings that the house list replaces, over-long sentences and test titles that do not stand alone.
 * `node scripts/check-prose.ts [path…]`: without a path, every text file under version control.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { MOST_WORDS, PROSE_RULES, TITLE_RULE } from './prose-rules.ts';

/** A place to reword. */
export interface ProseFinding {
  readonly line: number;
  readonly found: string;
  readonly use: string;
}

/** They quote the wordings to find. */
const NOT_CHECKED = /^(scripts\/prose-rules\.ts|test\/scripts\/check-prose\.test\.ts)$/;
const CHECKED = /\.(ts|mjs|md|ya?ml|py|sql)$|^\.ci\/run$/;

/** Checks one file's text. Files whose path ends in `.md` are documents, all others code with comments. */
export function checkProse(path: string, text: string): ProseFinding[] {
  const isDocument = path.endsWith('.md');
  const rules = path.endsWith('.test.ts') ? [...PROSE_RULES, TITLE_RULE] : PROSE_RULES;
  const lines = text.split('\n');
  const wordings = lines.flatMap((content, index) =>
    rules.flatMap(({ avoid, use }) => {
      const match = avoid.exec(withoutLinks(content));
      return match === null ? [] : [{ line: index + 1, found: match[0].trim(), use }];
    }),
  );
  return [...wordings, ...longSentences(isDocument ? paragraphs(lines) : comments(lines))].toSorted(
    (a, b) => a.line - b.line,
  );
}

interface Block {
  readonly line: number;
  readonly text: string;
}

function longSentences(blocks: readonly Block[]): ProseFinding[] {
  return blocks.flatMap(({ line, text }) =>
    text
      .split(/[.!?:](?:\s|$)|\s·\s|\s\|\s/)
      .filter((sentence) => sentence.split(/\s+/).filter((word) => /\w/.test(word)).length > MOST_WORDS)
      .map((sentence) => ({ line, found: `${sentence.trim().slice(0, 60)}…`, use: `at most ${MOST_WORDS} words` })),
  );
}

/** Paragraphs, list items and table rows outside code fences. */
function paragraphs(lines: readonly string[]): Block[] {
  let isCode = false;
  return blocksOf(lines, (line) => {
    if (/^\s*(```|~~~)/.test(line)) {
      isCode = !isCode;
      return null;
    }
    if (isCode || line.trim() === '') return null;
    return { starts: /^\s*([-*+]|\d+\.|#+|\||>)\s*/.test(line), text: withoutLinks(line) };
  });
}

/** Comments, each with the lines that follow without a blank line or a new TSDoc tag. */
function comments(lines: readonly string[]): Block[] {
  return blocksOf(lines, (line) => {
    const content = /^\s*(?:\/\*\*?|\*(?!\/)|\/\/|#)\s?(.*?)(?:\*\/)?\s*$/.exec(line)?.[1];
    if (content === undefined || content === '') return null;
    return { starts: /^\s*(@|[-*]|\d+\.|\|)/.test(content), text: content };
  });
}

function blocksOf(
  lines: readonly string[],
  read: (line: string) => { readonly starts: boolean; readonly text: string } | null,
): Block[] {
  const blocks: { line: number; text: string }[] = [];
  let isOpen = false;
  for (const [index, line] of lines.entries()) {
    const part = read(line);
    const last = blocks.at(-1);
    if (part === null) isOpen = false;
    else if (isOpen && !part.starts && last !== undefined) last.text += ` ${part.text}`;
    else {
      blocks.push({ line: index + 1, text: part.text });
      isOpen = true;
    }
  }
  return blocks;
}

/** A link's address, a path or a URL is not prose. */
function withoutLinks(line: string): string {
  return line.replaceAll(/\]\([^)]*\)/g, ']').replaceAll(/https?:\/\/\S+/g, '');
}

function main(paths: readonly string[]): number {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...paths], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => CHECKED.test(path) && !NOT_CHECKED.test(path));
  const findings = files.flatMap((path) =>
    checkProse(path, readFileSync(path, 'utf8')).map(
      ({ line, found, use }) => `${path}:${line}  "${found}"  use ${use}`,
    ),
  );
  for (const finding of findings) console.log(finding);
  if (findings.length > 0) console.log(`${findings.length} places to reword (scripts/prose-rules.ts)`);
  return findings.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
