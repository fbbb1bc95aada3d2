import type { ColumnType } from '#catalog/column.ts';
import type { Cell } from './session.ts';

/**
 * A value in the one spelling that all engines' answers are compared in. Text and number stay apart.
 *
 * @param name - of the column: the paths of objects differ before the dataset's folder
 */
export function canonical(value: Cell, type: ColumnType, name: string): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(canonicalText(value, type, name));
  if (typeof value === 'object') return `[${value.map((each) => canonical(each, elementType(type), name)).join(',')}]`;
  return String(value);
}

const elementType = (type: ColumnType): ColumnType => (type === 'bigints' ? 'bigint' : 'text');

function canonicalText(text: string, type: ColumnType, name: string): string {
  if (name === 'landed_in') return objectPath(text);
  if (type === 'instant') return canonicalInstant(text);
  return type === 'json' ? canonicalJson(text) : text;
}

/** The object's key from the dataset's folder on. */
const objectPath = (path: string): string => /[^/]+\/subdomain=.*$/s.exec(path)?.[0] ?? path;

/** `2026-01-02T03:04:05.12`: no zone, which is UTC everywhere, and no zeros at the end of the fraction. */
export function canonicalInstant(text: string): string {
  const [, date = text, time = '00:00:00'] = /^(\S+?)[T ](.*)$/.exec(text) ?? [];
  const bare = time.replace(/( UTC|Z|\+00(:00)?)$/, '');
  return `${date}T${bare.includes('.') ? bare.replace(/\.?0+$/, '') : bare}`;
}

/** Engines write spaces and numbers in JSON text in more than one way. The value counts. */
function canonicalJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
