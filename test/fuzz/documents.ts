import type { TimestampFormat } from '#functions/export/core/resource.ts';
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
  'meta',
  'next_page',
  '',
  '__proto__',
  'é',
];
/**
 * Field names. `"` is not among them because of a bug in JSON.parse of Node 24 (V8 13.6): after an object with the name
 * `\\`, it reads the name `"` of a similar object as `\\`. A damaged document can have that name.
 */
const FIELDS = ['id', 'generated_timestamp', 'subject', 'custom_fields', 'tickets', 'end_time', '\n'];
/** Names in `meta`: those that the scanner extracts, and others that it extracts elsewhere. */
const META_NAMES = ['has_more', 'after_cursor', 'end_time', 'id', 'meta', 'é'];
const CHARACTERS = [...Array.from('abc {}[],:"\\/\b\n\t'), 'é', '€', '\u2028', '😀', '\ud83d', '\udc00', '\u0000'];
const NUMBERS = ['0', '-0', '1', '-1.5', '1e3', '1E+400', '9007199254740993', '1700000000', '1700000001', '0.1e-7'];
/** Bytes that change the meaning of a document. */
const DAMAGES = [
  ['"id"', '1]', 'null', '\u0001', '\u00ff', '\u00f0\u009f', '\\ud83d', '\\uDE00', '\\q'],
  Array.from('"\\{}[],: \n\t0a-.'),
].flat();

/** Text similar to a page, with random content and layout. Most of it is valid JSON. */
export function randomDocument(rng: Rng, timestampFormat: TimestampFormat): Buffer {
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

  function timestamp(): string {
    const second = 1_700_000_010 + rng.int(0, 4);
    if (timestampFormat === 'epoch' || rng.chance(0.02)) return String(second);
    const local = new Date(second * 1000).toISOString().slice(0, 19);
    return `"${local}${rng.pick(['Z', '.25Z', '+00:00'])}"`;
  }

  /** Most records have the fields that a record needs. */
  function record(): string {
    const fields = [
      ...(rng.chance(0.95) ? [member('id', rng.pick(NUMBERS))] : []),
      ...(rng.chance(0.9) ? [member('generated_timestamp', timestamp())] : []),
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
    ...(rng.chance(0.3) ? [member('meta', object(2, META_NAMES))] : []),
    ...(rng.chance(0.1) ? [member('meta', '{"has_more":true,"after_cursor":"c"}')] : []),
    ...(rng.chance(0.9) ? [member('end_time', '1700000014'), member('end_of_stream', 'false')] : []),
  ];
  const page = `${space()}${list('{', '}', rng.chance(0.8) ? members : members.reverse())}${space()}`;
  return Buffer.from(rng.chance(0.02) ? value(0) : page);
}

/** Inserts, replaces, removes or cuts off some bytes. */
export function damaged(rng: Rng, document: Buffer): Buffer {
  let bytes = document;
  for (let remaining = rng.int(1, 3); remaining > 0; remaining -= 1) {
    const at = rng.int(0, bytes.length);
    const tail = bytes.subarray(at + rng.pick([0, 1, 1, 2, 8]));
    const put = Buffer.from(rng.chance(0.7) ? rng.pick(DAMAGES) : '', 'latin1');
    bytes = rng.chance(0.15) ? bytes.subarray(0, at) : Buffer.concat([bytes.subarray(0, at), put, tail]);
  }
  return bytes;
}

/** Splits a document at random offsets: into single bytes, or into a few chunks, some of them empty. */
export function cutIntoChunks(rng: Rng, bytes: Buffer): Buffer[] {
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
