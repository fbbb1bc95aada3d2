declare global {
  interface JSON {
    /** ES2026, in Node.js since 21 (https://tc39.es/proposal-json-parse-with-source/); not yet in ES2024's types. */
    rawJSON(text: string): object;
  }
}

/** Everything but ASCII that Rails escapes in JSON, so that no page can be rebuilt by parsing and printing it. */
const RAILS_ESCAPES = /[<>&\u2028\u2029]/g;

/**
 * A number that appears in the JSON text exactly as given, whatever a double could hold.
 *
 * @param digits - e.g. `9007199254740993`
 */
export function verbatim(digits: string): object {
  return JSON.rawJSON(digits);
}

/**
 * Compact JSON as Rails, which Zendesk runs on, prints it: `<`, `>` and `&` come as `\u003c`, `\u003e`, `\u0026`
 * (https://api.rubyonrails.org/classes/ActiveSupport/JSON/Encoding.html, `escape_html_entities_in_json`). Zendesk's
 * own reference shows a `next_page` with `\u0026`; whether every answer has it is not known, and both are legal.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(
    RAILS_ESCAPES,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
