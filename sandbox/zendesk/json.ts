declare global {
  interface JSON {
    /** ES2026, in Node.js since 21 (https://tc39.es/proposal-json-parse-with-source/); not yet in ES2024's types. */
    rawJSON(text: string): object;
  }
}

/**
 * Returns a number that keeps exactly these digits in the JSON text, even if a double cannot represent it.
 *
 * @param digits - e.g. `9007199254740993`
 */
export function rawNumber(digits: string): object {
  return JSON.rawJSON(digits);
}

/** Unicode line breaks that JavaScript did not allow in strings before ES2019. */
const LINE_SEPARATORS = /[\u2028\u2029]/g;

/**
 * Returns compact JSON in the format of Rails, which Zendesk uses: U+2028 and U+2029 are escaped
 * (https://api.rubyonrails.org/classes/ActiveSupport/JSON/Encoding.html). Rails can also escape `<`, `>` and `&`, but
 * recorded responses contain a plain `&` (https://github.com/facetoe/zenpy).
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(LINE_SEPARATORS, (character) =>
    character === '\u2028' ? '\\u2028' : '\\u2029',
  );
}
