/**
 * Changes the values of a JSON object's top-level members and keeps all other bytes. Parsing and printing would round
 * numbers and change escapes. Returns text that is not an object unchanged.
 *
 * @param change - returns the new text of a value, given its key and its text
 */
export function mapMembers(text: string, change: (key: string, value: string) => string): string {
  if (!/^\s*\{/.test(text)) return text;
  let mapped = '';
  let copied = 0;
  for (const { key, begin, end } of findMembers(text)) {
    mapped += text.slice(copied, begin) + change(key, text.slice(begin, end));
    copied = end;
  }
  return mapped + text.slice(copied);
}

/** The structural tokens. Strings are one token, so that their content is ignored. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs;

/** Finds the top-level members: the start and end of each value without surrounding white space. */
function* findMembers(text: string): Generator<{ readonly key: string; readonly begin: number; readonly end: number }> {
  let depth = 0;
  let lastString = '';
  let member: { readonly key: string; readonly begin: number } | undefined;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    const isEnd = depth === 1 && (token === ',' || token === '}');
    if (isEnd && member) {
      yield { key: member.key, ...trimRange(text, member.begin, index) };
      member = undefined;
    }
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token === ':' && depth === 1) member = { key: lastString, begin: index + 1 };
    else if (depth === 1 && token.startsWith('"')) lastString = token.slice(1, -1);
  }
}

function trimRange(text: string, begin: number, end: number): { readonly begin: number; readonly end: number } {
  const value = text.slice(begin, end);
  return { begin: end - value.trimStart().length, end: begin + value.trimEnd().length };
}
