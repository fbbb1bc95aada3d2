import { gzipSync } from 'node:zlib';
import { bodyOf, keyOf, type OddObject, WRITTEN_AT } from './lake-writer.ts';
import {
  COPY_SKIPS,
  NOT_AN_OBJECT,
  type ExpectedMalformed,
  type ExpectedRow,
  type LayoutName,
  type OddLake,
} from './odd-lake.ts';
import { ordinary, type Ticket } from './ticket.ts';

/** An odd lake whose objects are odd, not their values. */
export type ObjectCase = Pick<OddLake, 'name' | 'layout' | 'oddity' | 'expected'> & {
  readonly objects: readonly OddObject[];
  /** Other files: path below the lake's prefix → content. */
  readonly files?: Readonly<Record<string, string>>;
  readonly limits?: OddLake['limits'];
};

export const FIRST = { start: 1_766_019_000, end: 1_766_019_296 } as const;
const SECOND = { start: 1_766_019_300, end: 1_766_019_400 } as const;

const TICKETS = [1, 2, 3, 4].map((id) => ordinary(id));
const OTHERS = [11, 12].map((id) => ordinary(id));

const jsonOf = (tickets: readonly Ticket[]): string[] => tickets.map(({ json }) => json);

/** The second object of every lake, which is always ordinary. */
export const otherObject = (layout: LayoutName): OddObject => ({ body: bodyOf(layout, jsonOf(OTHERS)), ...SECOND });

export const rowOf = ({ id, columns = {} }: Ticket, subdomain = 'sandbox'): ExpectedRow => ({ subdomain, id, columns });

export const OTHER_ROWS = OTHERS.map((ticket) => rowOf(ticket));
const ROWS = TICKETS.map((ticket) => rowOf(ticket));
const OPTIONAL_ROWS = ROWS.map((row): ExpectedRow => ({ ...row, optional: true }));

export const nameOf = (object: OddObject): string => keyOf(object).replace(/^.*\//, '');

type Damage = {
  readonly name: string;
  readonly oddity: string;
  /** The first object's odd properties. */
  readonly damage: (body: Buffer) => Partial<OddObject>;
  readonly rows: readonly ExpectedRow[] | ((layout: LayoutName) => readonly ExpectedRow[]);
  readonly passedOver?: ExpectedMalformed['passedOver'];
  readonly orError?: true;
  readonly limits?: OddLake['limits'];
};

const flipCrc = (gzip: Buffer): Buffer => {
  const copy = Buffer.from(gzip);
  copy.writeUInt8(copy.readUInt8(copy.length - 8) ^ 1, copy.length - 8);
  return copy;
};

/** A damaged file: a reader can end with an error, or read part of it and count the rest. */
const DAMAGED = { rows: OPTIONAL_ROWS, passedOver: { anyOf: [0, 1] }, orError: true } as const;

const DAMAGES: readonly Damage[] = [
  {
    name: 'gzip-cut-off',
    oddity: 'a gzip file that ends early',
    ...DAMAGED,
    damage: (body) => ({ stored: gzipSync(body).subarray(0, -60) }),
  },
  {
    name: 'gzip-wrong-checksum',
    oddity: 'a gzip file with a wrong checksum',
    ...DAMAGED,
    damage: (body) => ({ stored: flipCrc(gzipSync(body)) }),
  },
  {
    name: 'gzip-plain-inside',
    oddity: 'a .gz file that is not compressed',
    ...DAMAGED,
    damage: (body) => ({ stored: body }),
  },
  {
    name: 'gzip-no-bytes',
    oddity: 'a .gz file of 0 bytes',
    rows: [],
    passedOver: { anyOf: [0, 1] },
    orError: true,
    damage: () => ({ body: Buffer.alloc(0), stored: Buffer.alloc(0) }),
  },
  { name: 'gzip-of-nothing', oddity: 'a gzip file of nothing', rows: [], damage: () => ({ body: Buffer.alloc(0) }) },
  {
    name: 'gzip-two-members',
    oddity: 'a gzip file of two members',
    rows: ROWS,
    damage: (body) => ({ stored: Buffer.concat([gzipSync(body.subarray(0, 700)), gzipSync(body.subarray(700))]) }),
  },
  { name: 'not-compressed', oddity: 'an object without compression', rows: ROWS, damage: () => ({ isGzip: false }) },
  {
    name: 'line-not-json',
    oddity: 'a line that is not JSON before the others',
    rows: ROWS,
    passedOver: 1,
    limits: { snowflake: COPY_SKIPS },
    damage: (body) => ({ body: Buffer.concat([Buffer.from('oops\n'), body]) }),
  },
  {
    name: 'line-cut-off',
    oddity: 'a last line that is cut off',
    passedOver: 1,
    rows: (layout) => (layout === 'page' ? [] : ROWS.slice(0, 3)),
    limits: { snowflake: COPY_SKIPS },
    damage: (body) => ({ body: body.subarray(0, -40) }),
  },
  {
    name: 'blank-lines',
    oddity: 'blank lines',
    rows: ROWS,
    passedOver: { anyOf: [0, 1, 2, 3, 4] },
    damage: (body) => ({ body: Buffer.concat([Buffer.from('\n\n'), body, Buffer.from('\n \n')]) }),
  },
  {
    name: 'carriage-returns',
    oddity: 'lines that end in CR LF',
    rows: ROWS,
    passedOver: { anyOf: [0, 1] },
    damage: (body) => ({ body: Buffer.from(`${body.toString().replaceAll('\n', '\r\n')}\r\n`) }),
  },
  {
    name: 'byte-order-mark',
    oddity: 'a byte order mark at the start',
    rows: OPTIONAL_ROWS,
    passedOver: { anyOf: [0, 1] },
    limits: { snowflake: COPY_SKIPS },
    damage: (body) => ({ body: Buffer.concat([Buffer.from('\u{feff}'), body]) }),
  },
];

function damagedCase(damage: Damage, layout: LayoutName): ObjectCase {
  const { name, oddity, rows, passedOver = 0, orError, limits } = damage;
  const body = bodyOf(layout, jsonOf(TICKETS));
  const object: OddObject = { body, ...FIRST, ...damage.damage(body) };
  return {
    name,
    layout,
    oddity,
    objects: [otherObject(layout), object],
    expected: {
      rows: [...(typeof rows === 'function' ? rows(layout) : rows), ...OTHER_ROWS],
      malformed: [{ object: nameOf(object), passedOver }],
      ...(orError && { orError }),
    },
    ...(limits !== undefined && { limits }),
  };
}

/** Pages without an array of tickets. */
const noTickets = (name: string, tickets: string, limits: OddLake['limits'] = {}): ObjectCase => {
  const object: OddObject = { body: Buffer.from(`{"tickets":${tickets},"end_time":1766019296}`), ...FIRST };
  return {
    name,
    layout: 'page',
    oddity: `the tickets of a page are ${tickets}`,
    objects: [otherObject('page'), object],
    expected: { rows: OTHER_ROWS, malformed: [{ object: nameOf(object), passedOver: 1 }] },
    limits,
  };
};

/** Two versions of ticket 4 whose fields differ as given: the second one wins. */
function versions(
  name: string,
  oddity: string,
  layout: LayoutName,
  [first, second]: readonly [Partial<OddObject> & { version: string }, Partial<OddObject> & { version: string }],
): ObjectCase {
  const put = (subject: string, { version, ...where }: Partial<OddObject> & { version: string }): OddObject => ({
    body: bodyOf(layout, [ordinary(4, { subject: JSON.stringify(subject), generated_timestamp: version }).json]),
    ...FIRST,
    ...where,
  });
  const winner = ordinary(4, {}, { subject: 'second', generated_timestamp: Number(second.version) });
  return {
    name,
    layout,
    oddity,
    objects: [otherObject(layout), put('first', first), put('second', second)],
    expected: { rows: [rowOf(winner), ...OTHER_ROWS], malformed: [] },
  };
}

const LATER = { start: FIRST.start + 100 } as const;
const VERSION = '1766019296';

/** Accounts whose names look like numbers, dates or nothing. */
const ACCOUNTS = ['7', '007', '1e3', '1000', '2026-01-01', 'true', 'null'];

const accountsCase = (layout: LayoutName): ObjectCase => ({
  name: 'accounts-like-numbers',
  layout,
  oddity: `accounts named ${ACCOUNTS.join(', ')}`,
  objects: ACCOUNTS.map((subdomain) => ({ body: bodyOf(layout, jsonOf(TICKETS)), ...FIRST, subdomain })),
  expected: {
    rows: ACCOUNTS.flatMap((subdomain) => TICKETS.map((ticket) => rowOf(ticket, subdomain))),
    malformed: [],
  },
});

/** Files that are not landed objects. */
const strangersCase = (layout: LayoutName): ObjectCase => {
  const object: OddObject = { body: bodyOf(layout, jsonOf(TICKETS)), ...FIRST };
  const moved = { body: bodyOf(layout, [ordinary(99).json]), ...FIRST };
  const folder = 'tickets/subdomain=sandbox/dt=2025-12-18';
  return {
    name: 'other-files',
    layout,
    oddity: 'files with other names, and an object that was moved out of its dt= folder',
    objects: [otherObject(layout), object, { ...moved, folder: 'quarantine' }],
    files: Object.fromEntries(
      ['notes.txt', 'manifest.json', `copy-${nameOf(object).replace('.gz', '')}`].map((name) => [
        `${folder}/${name}`,
        'not json',
      ]),
    ),
    expected: { rows: [...ROWS, ...OTHER_ROWS], malformed: [] },
  };
};

const inLayout = (layout: LayoutName): readonly ObjectCase[] => [
  ...DAMAGES.map((damage) => damagedCase(damage, layout)),
  versions('versions-written-later', 'two versions of one second, the second one written later', layout, [
    { version: VERSION, ...LATER },
    { version: VERSION, writtenAt: WRITTEN_AT + 1 },
  ]),
  versions('versions-written-together', 'two versions written in one second', layout, [
    { version: VERSION },
    { version: VERSION, ...LATER },
  ]),
  versions('version-unreadable', 'a version that cannot be read, written after one that can', layout, [
    { version: '"new"', writtenAt: WRITTEN_AT + 1 },
    { version: VERSION },
  ]),
  accountsCase(layout),
  strangersCase(layout),
];

export const OBJECT_CASES: readonly ObjectCase[] = [
  ...inLayout('page'),
  ...inLayout('ndjson'),
  noTickets('tickets-as-object', '{"a":1}'),
  noTickets('tickets-null', 'null'),
  // Trino reads a text as an array of one element.
  noTickets('tickets-as-text', '"x"', { trino: NOT_AN_OBJECT.trino }),
];
