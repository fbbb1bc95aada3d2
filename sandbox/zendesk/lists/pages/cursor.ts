import type { Order } from '../table.ts';
import { isUlid } from '../ulid.ts';
import type { Position } from './order.ts';

/** The form of a service's cursor pages. */
type Style = {
  readonly encode: (position: Position, order: Order) => string;
  /** Returns undefined if the cursor is invalid, or belongs to another order. */
  readonly decode: (cursor: string, order: Order) => Position | undefined;
  /** True if a page has `links`. */
  readonly hasLinks: boolean;
  /** The cursors of an empty page: null, or none. */
  readonly emptyCursors: Readonly<Record<string, null>>;
};

/**
 * By service: the form of its cursor pages. Both were recorded in 2026 (useairfoil/typescript-sdk). Support omits the
 * cursors of an empty page (estuary/connectors, `models.py`). Guide is assumed to show null.
 */
export const CURSOR_STYLES = {
  support: {
    encode: (position, order) => toBase64({ o: order, v: toBase64(position) }),
    decode: (cursor, order) => {
      const [, decodedOrder, values] = /^\{"o":"([^"]*)","v":"([^"]*)"\}$/.exec(fromBase64(cursor)) ?? [];
      return decodedOrder === order && values !== undefined ? readPosition(fromBase64(values)) : undefined;
    },
    hasLinks: true,
    emptyCursors: {},
  },
  guide: {
    encode: ([id]) => String(id),
    decode: (cursor) => (isUlid(cursor) ? [cursor] : undefined),
    hasLinks: false,
    emptyCursors: { after_cursor: null, before_cursor: null },
  },
} as const satisfies Readonly<Record<string, Style>>;

export type CursorStyle = keyof typeof CURSOR_STYLES;

const toBase64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64');

const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString();

function readPosition(text: string): Position | undefined {
  try {
    const values: unknown = JSON.parse(text);
    return isPosition(values) ? values : undefined;
  } catch {
    return undefined;
  }
}

const isPosition = (values: unknown): values is Position =>
  Array.isArray(values) && values.every((value) => typeof value === 'string' || typeof value === 'number');
