declare global {
  interface JSON {
    /** ES2026, in Node.js since 21 (https://tc39.es/proposal-json-parse-with-source/); not yet in ES2024's types. */
    rawJSON(text: string): object;
  }
}

/**
 * A number that appears in the JSON text exactly as given, whatever a double could hold.
 *
 * @param digits - e.g. `9007199254740993`
 */
export function rawNumber(digits: string): object {
  return JSON.rawJSON(digits);
}

/** The line breaks of Unicode that JavaScript did not allow in strings before ES2019. */
const LINE_SEPARATORS = /[\u2028\u2029]/g;

/**
 * Compact JSON as Rails, which Zendesk runs on, prints it: U+2028 and U+2029 as escapes
 * (https://api.rubyonrails.org/classes/ActiveSupport/JSON/Encoding.html). Rails can escape `<`, `>` and `&` too. In
 * recorded answers `&` stands raw (https://github.com/facetoe/zenpy), so Zendesk has that off.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(LINE_SEPARATORS, (character) =>
    character === '\u2028' ? '\\u2028' : '\\u2029',
  );
}
