/**
 * Parses a text that may be no JSON.
 * @returns undefined where it is none; the parser's own message goes nowhere, since it quotes the text, which may be
 * a secret or ticket content
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
