/**
 * Returns the exact texts of a page's records: the elements of the page's array `key`. `JSON.parse` would lose the
 * original notation of numbers and characters.
 */
export function recordTexts(page: string, key: string): string[] {
  const texts: string[] = [];
  const open: string[] = [];
  let lastString = '';
  let inRecords = false;
  let begin = -1;
  for (let at = 0; at < page.length; at += 1) {
    const char = page.charAt(at);
    if (char === '"') {
      const end = findStringEnd(page, at);
      if (open.length === 1) lastString = page.slice(at + 1, end);
      at = end;
    } else if (char === '{' || char === '[') {
      open.push(char);
      if (open.length === 2) inRecords = char === '[' && lastString === key;
      if (open.length === 3 && inRecords) begin = at;
    } else if (char === '}' || char === ']') {
      if (open.length === 3 && inRecords) texts.push(page.slice(begin, at + 1));
      open.pop();
    }
  }
  return texts;
}

/** Returns the index of the closing quote of the string that begins at `begin`. */
function findStringEnd(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
