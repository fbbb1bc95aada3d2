/**
 * A JSON object's text with the values of its own members changed, and every other byte kept as it is. Parsing and
 * printing would round numbers and undo escapes. A text that is no object stays as it is.
 *
 * @param change - given a member's key and its value's text, returns the value's new text
 */
export function mapMembers(text: string, change: (key: string, value: string) => string): string {
  if (!/^\s*\{/.test(text)) return text;
  let mapped = '';
  let copied = 0;
  for (const { key, begin, end } of members(text)) {
    mapped += text.slice(copied, begin) + change(key, text.slice(begin, end));
    copied = end;
  }
  return mapped + text.slice(copied);
}

/** What structure consists of: strings whole, so that nothing inside them counts. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs;

/** Where the values of the members at the top begin and end, without the white space around them. */
function* members(text: string): Generator<{ readonly key: string; readonly begin: number; readonly end: number }> {
  let depth = 0;
  let lastString = '';
  let member: { readonly key: string; readonly begin: number } | undefined;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    const ends = depth === 1 && (token === ',' || token === '}');
    if (ends && member) {
      yield { key: member.key, ...trimmed(text, member.begin, index) };
      member = undefined;
    }
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token === ':' && depth === 1) member = { key: lastString, begin: index + 1 };
    else if (depth === 1 && token.startsWith('"')) lastString = token.slice(1, -1);
  }
}

function trimmed(text: string, begin: number, end: number): { readonly begin: number; readonly end: number } {
  const value = text.slice(begin, end);
  return { begin: end - value.trimStart().length, end: begin + value.trimEnd().length };
}
