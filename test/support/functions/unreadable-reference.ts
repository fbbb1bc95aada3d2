import type { UnreadableKind } from '#functions/export/core/page/unreadable.ts';

/** A string with its quotes. The last one may have no end. */
const STRINGS = /"(?:[^"\\]|\\[^])*"?/g;
const CHARACTERS = /\\(?:u[0-9a-fA-F]{4}|[^])|[^\\]/g;

/**
 * The kinds of unreadable characters in a JSON text, found without regard for speed.
 * @returns undefined if the text is so damaged that it has a backslash outside of strings
 */
export function referenceKinds(json: Uint8Array): UnreadableKind[] | undefined {
  const text = Buffer.from(json).toString('latin1');
  const strings = text.match(STRINGS) ?? [];
  const between = text.replace(STRINGS, '');
  if (between.includes('\\')) return undefined;
  const characters = strings.map((string) => string.match(CHARACTERS) ?? []);
  const all = characters.flat();
  const found: [UnreadableKind, boolean][] = [
    ['half of a surrogate pair', characters.some((string) => !string.map(toUnit).join('').isWellFormed())],
    ['bytes that are not UTF-8', !isDecodable(json)],
    // oxlint-disable-next-line no-control-regex
    ['a raw control character', /[^\t\n\r -\xff]/.test(between) || all.some((each) => /[^\n\r -\xff]/.test(each))],
  ];
  return found.flatMap(([kind, isFound]) => (isFound ? [kind] : []));
}

const toUnit = (character: string): string =>
  /^\\u.{4}$/.test(character) ? String.fromCharCode(Number.parseInt(character.slice(2), 16)) : 'x';

function isDecodable(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
