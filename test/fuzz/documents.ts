import type { Rng } from '#sandbox/zendesk/rng.ts';
import { quoted } from '../support/functions/pretty-printed.ts';

const SPACES = ['', '', '', '', ' ', '\n', '\r\n', '\t', '  \n\t'];
const NAMES = [
  'tickets',
  'end_time',
  'end_of_stream',
  'after_cursor',
  'count',
  'users',
  'next_page',
  '',
  '__proto__',
  'é',
];
/**
 * Not `\\` beside `"`: where one object of an array has the first, Node 24's JSON.parse takes the second for it in the
 * next one (V8 13.6).
 */
const FIELDS = ['id', 'generated_timestamp', 'subject', 'custom_fields', 'tickets', 'end_time', '"'];
const CHARACTERS = [...Array.from('abc {}[],:"\\/\b\n\t'), 'é', '€', '\u2028', '😀', '\ud800', '\u0000'];
const NUMBERS = ['0', '-0', '1', '-1.5', '1e3', '1E+400', '9007199254740993', '1700000000', '1700000001', '0.1e-7'];
/** What damages a document where it counts. */
const DAMAGES = [...Array.from('"\\{}[],: \n0a-.'), '\u0001', '"id"', '1]', 'null', '\u00ff'];

/** The text of something like a page, written in a random one of its ways; most of them are valid JSON. */
export function randomDocument(rng: Rng): Buffer {
  const space = (): string => rng.pick(SPACES);
  const literal = (): string => rng.pick(['true', 'false', 'null', rng.pick(NUMBERS), text(rng)]);

  function value(depth: number): string {
    const kind = rng.int(0, depth > 3 ? 3 : 6);
    if (kind <= 3) return literal();
    if (kind <= 4) return array(depth);
    return object(depth, FIELDS);
  }

  const list = (open: string, close: string, parts: readonly string[]): string =>
    parts.length === 0
      ? `${open}${space()}${close}`
      : `${open}${parts.map((part) => `${space()}${part}${space()}`).join(',')}${close}`;

  const array = (depth: number): string =>
    list(
      '[',
      ']',
      Array.from({ length: rng.int(0, 3) }, () => value(depth + 1)),
    );

  const member = (name: string, text: string): string =>
    `${quoted(name, () => rng.chance(0.05))}${space()}:${space()}${text}`;

  const object = (depth: number, names: readonly string[]): string =>
    list(
      '{',
      '}',
      Array.from({ length: rng.int(0, 4) }, () => member(rng.pick(names), value(depth + 1))),
    );

  /** With what a record needs, unless chance takes it. */
  function record(): string {
    const fields = [
      ...(rng.chance(0.95) ? [member('id', rng.pick(NUMBERS))] : []),
      ...(rng.chance(0.9) ? [member('generated_timestamp', `17000000${rng.int(10, 14)}`)] : []),
      ...Array.from({ length: rng.int(0, 4) }, () => member(rng.pick(FIELDS), value(2))),
    ];
    return list('{', '}', rng.chance(0.5) ? fields : fields.reverse());
  }

  const records = (): string =>
    list(
      '[',
      ']',
      Array.from({ length: rng.int(0, 6) }, () => (rng.chance(0.97) ? record() : value(1))),
    );

  const members = [
    ...(rng.chance(0.95) ? [member('tickets', rng.chance(0.97) ? records() : value(0))] : []),
    ...Array.from({ length: rng.int(0, 5) }, () => member(rng.pick(NAMES), value(0))),
    ...(rng.chance(0.9) ? [member('end_time', '1700000014'), member('end_of_stream', 'false')] : []),
  ];
  const page = `${space()}${list('{', '}', rng.chance(0.8) ? members : members.reverse())}${space()}`;
  return Buffer.from(rng.chance(0.02) ? value(0) : page);
}

/** The same with some bytes put in, put over, cut out or cut off. */
export function damaged(rng: Rng, document: Buffer): Buffer {
  let bytes = document;
  for (let left = rng.int(1, 3); left > 0; left -= 1) {
    const at = rng.int(0, bytes.length);
    const rest = bytes.subarray(at + rng.pick([0, 1, 1, 2, 8]));
    const put = Buffer.from(rng.chance(0.7) ? rng.pick(DAMAGES) : '', 'latin1');
    bytes = rng.chance(0.15) ? bytes.subarray(0, at) : Buffer.concat([bytes.subarray(0, at), put, rest]);
  }
  return bytes;
}

/** Cut anywhere: into single bytes, or into a few pieces, some of them empty. */
export function inPieces(rng: Rng, bytes: Buffer): Buffer[] {
  if (rng.chance(0.1)) return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  const cuts = Array.from({ length: rng.int(0, 6) }, () => rng.int(0, bytes.length)).sort((one, other) => one - other);
  return [0, ...cuts].map((from, i) => bytes.subarray(from, cuts[i] ?? bytes.length));
}

function text(rng: Rng): string {
  const characters = Array.from({ length: rng.chance(0.1) ? rng.int(20, 80) : rng.int(0, 6) }, () =>
    rng.pick(CHARACTERS),
  );
  return quoted(characters.join(''), () => rng.chance(0.05));
}
