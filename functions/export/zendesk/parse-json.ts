/**
 * Parses JSON. Returns undefined if the text is not valid JSON. The parser's error is discarded, because it quotes the
 * text, which may be a secret or ticket content.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
