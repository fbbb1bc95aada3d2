import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './folders.ts';

/** The page of the documentation that says how each engine reads the lake. */
export const QUERY_PAGE = join(ROOT, 'docs', 'querying.md');

/**
 * The code that a page prints below a heading, in one language.
 *
 * @throws Error if there is none: a heading may have been renamed
 */
export function printedCode(heading: string, language: string, page = QUERY_PAGE): string[] {
  const section =
    readFileSync(page, 'utf8')
      .split(/^#{2,3} /m)
      .find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(new RegExp(`^ *\`\`\`${language}\n([^\`]*)\`\`\``, 'gm'))];
  if (blocks.length === 0) throw new Error(`${page} has no ${language} under "${heading}"`);
  return blocks.map(([, code = '']) => code);
}

/**
 * Replaces the placeholders of an example, as its reader does.
 *
 * @throws Error if the example does not contain it, so that no example is run over something else
 */
export function substitute(code: string, replacements: Readonly<Record<string, string>>): string {
  let text = code;
  for (const [from, to] of Object.entries(replacements)) {
    if (!text.includes(from)) throw new Error(`the example does not contain ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}
