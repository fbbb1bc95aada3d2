import { JsonStructureError } from '#functions/export/core/page/json-tokens.ts';
import type { PageFormat } from '#functions/export/core/page/page-format.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import type { Slice } from '#functions/export/core/page/scanned-page.ts';

/** The place of the records in an object's content. */
type Format = { readonly layout: 'page' | 'ndjson'; readonly itemKey: string };

const LINE_BREAK = 0x0a;
const PLACEHOLDER = Buffer.from('0');

/**
 * Parses all JSON of an object's content, one record at a time: a page of 100 MB then takes little memory, and a page may
 * be longer than the longest string. Records with characters that `JSON.parse` refuses are parsed after a repair.
 *
 * @param onRecord - called with each record
 * @returns false if the content is not valid for its layout
 */
export function parseElements(body: Buffer, { layout, itemKey }: Format, onRecord: (record: unknown) => void): boolean {
  return layout === 'page' ? parsePage(body, itemKey, onRecord) : parseLines(body, onRecord);
}

function parseLines(body: Buffer, onRecord: (record: unknown) => void): boolean {
  let start = 0;
  for (let end = body.indexOf(LINE_BREAK); end !== -1; end = body.indexOf(LINE_BREAK, start)) {
    if (!parse(body.subarray(start, end), onRecord)) return false;
    start = end + 1;
  }
  // Every line ends with a line break.
  return start === body.length;
}

function parsePage(body: Buffer, itemKey: string, onRecord: (record: unknown) => void): boolean {
  const arrays = findArrays(body, itemKey);
  const records = arrays?.get(itemKey);
  if (arrays === undefined || records === undefined) return false;
  const others = [...arrays.values()].filter((elements) => elements !== records).flat();
  const isParsed =
    records.every(({ start, end }) => parse(body.subarray(start, end), onRecord)) &&
    others.every(({ start, end }) => parse(body.subarray(start, end)));
  return isParsed && parse(replaceElements(body, [...records, ...others]));
}

/** Finds the elements of each array that is a member of the page. */
function findArrays(body: Buffer, itemKey: string): ReadonlyMap<string, readonly Slice[]> | undefined {
  const format: PageFormat = { itemKey, idField: 'id', timestamp: null, envelope: new Set(), meta: new Set() };
  try {
    // Digests are not needed.
    const scanner = createPageScanner(format, Number.POSITIVE_INFINITY);
    scanner.push(body);
    return scanner.end().arrays;
  } catch (error) {
    if (error instanceof JsonStructureError) return undefined;
    throw error;
  }
}

/** Replaces elements by a number, so that the rest of the page can be parsed alone. */
function replaceElements(body: Buffer, elements: readonly Slice[]): Buffer {
  const sorted = elements.toSorted((a, b) => a.start - b.start);
  const parts = sorted.flatMap(({ start }, index) => [body.subarray(sorted[index - 1]?.end, start), PLACEHOLDER]);
  return Buffer.concat([...parts, body.subarray(sorted.at(-1)?.end)]);
}

/** Parses JSON, if necessary after a repair. Returns false if it is not valid. */
function parse(json: Buffer, onValue?: (value: unknown) => void): boolean {
  const text = json.toString('utf8');
  const parsed = parseText(text) ?? parseText(repair(text));
  if (parsed !== undefined) onValue?.(parsed.value);
  return parsed !== undefined;
}

function parseText(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    // The error is discarded, because it quotes the content.
    return undefined;
  }
}

const CONTROL_CHARACTERS = /\p{Cc}/gu;

/**
 * Repairs the characters that `JSON.parse` refuses. It accepts half of a surrogate pair, and the decoder has replaced bytes
 * that are not UTF-8.
 */
const repair = (text: string): string => text.replace(CONTROL_CHARACTERS, ' ');
