import type { Table } from './session.ts';

/**
 * Parses JSON without losing digits: an integer that a double cannot hold becomes a bigint.
 *
 * @throws SyntaxError if the text is not JSON
 */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    const isInexact = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
    return isInexact && context?.source !== undefined && /^-?\d+$/.test(context.source)
      ? BigInt(context.source)
      : value;
  });
}

/** @throws TypeError if it is not a table */
export function asTable(value: unknown): Table {
  if (!isTable(value)) throw new TypeError('expected a table: columns and rows');
  return value;
}

function isTable(value: unknown): value is Table {
  return (
    typeof value === 'object' &&
    value !== null &&
    'columns' in value &&
    Array.isArray(value.columns) &&
    'rows' in value &&
    Array.isArray(value.rows)
  );
}
