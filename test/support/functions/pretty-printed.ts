import * as fc from 'fast-check';

const SPACES = ['', '', '', ' ', '\n', '\r\n', '\t', '  \n\t'];

/** Serializes a JSON value with random spaces between tokens and random characters as escapes. */
export const prettyPrinted = (value: unknown): fc.Arbitrary<string> =>
  fc.infiniteStream(fc.tuple(fc.constantFrom(...SPACES), fc.nat(9))).map((choices) => {
    const next = (): [string, number] => choices.next().value ?? ['', 0];
    const space = (): string => next()[0];
    return space() + print(value, space, () => next()[1] === 0) + space();
  });

function print(value: unknown, space: () => string, escapes: () => boolean): string {
  const nested = (inner: unknown): string => space() + print(inner, space, escapes) + space();
  if (typeof value === 'string') return quoted(value, escapes);
  if (Array.isArray(value)) return value.length === 0 ? `[${space()}]` : `[${value.map(nested).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, member]) => `${space()}${quoted(key, escapes)}${space()}:${nested(member)}`,
    );
    return members.length === 0 ? `{${space()}}` : `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** A JSON string in which some characters are escaped without need. */
export const quoted = (text: string, escapes: () => boolean): string =>
  `"${Array.from({ length: text.length }, (_, i) => (escapes() ? escaped(text, i) : plain(text, i))).join('')}"`;

const escaped = (text: string, at: number): string =>
  String.raw`\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;

function plain(text: string, at: number): string {
  const code = text.charCodeAt(at);
  const isHalfOfAPair = code >= 0xd800 && code <= 0xdfff;
  return isHalfOfAPair ? escaped(text, at) : JSON.stringify(text.charAt(at)).slice(1, -1);
}
