import type { Fault } from './fault.ts';
import { toJson } from './json.ts';
import { mapMembers } from './members.ts';

/** A fault that changes a response. */
type Rewrite = Extract<Fault, { kind: 'rewrite' }>;

/** A page starts with its records. One kind of error starts with the list `errors`. */
const PAGE_START = /^\s*\{\s*"(?!errors")\w+"\s*:\s*\[/;

/**
 * Changes the values of a page's top-level members and keeps all other bytes. Does not change other responses.
 *
 * @param change - returns the new JSON text of a value, given its key and its text
 */
function members(change: (key: string, value: string) => string): Rewrite {
  return { kind: 'rewrite', page: (text) => (PAGE_START.test(text) ? mapMembers(text, change) : text) };
}

/** Changes the value of one member, if the page has it. */
function member(name: string, change: (value: string) => unknown): Rewrite {
  return members((key, value) => (key === name ? toJson(change(value)) : value));
}

/**
 * Changes `end_time`: to null, which clients guard against (https://github.com/cloudbees-oss/zendesk-java-client),
 * backwards, or beyond the records, which no source reports.
 */
export function endTime(change: (endTime: number | null) => number | null): Rewrite {
  return member('end_time', (value) => change(value === 'null' ? null : Number(value)));
}

/** Changes `end_of_stream`. */
export function endOfStream(flag: boolean): Rewrite {
  return member('end_of_stream', () => flag);
}

/** Changes `next_page` and `after_url`, e.g. to the same page (zendesk/zendesk_api_client_rb#168) or to null. */
export function nextPage(url: string | null): Rewrite {
  return members((key, value) => (key === 'next_page' || key === 'after_url' ? toJson(url) : value));
}

/** Changes `count`. Clients that stop at a `count` below the page size stop too early (airbytehq/airbyte#34243). */
export function count(records: number): Rewrite {
  return member('count', () => records);
}

/** Changes `after_cursor`, e.g. to the cursor of the request, so that a walk loops. */
export function afterCursor(cursor: string | null): Rewrite {
  return member('after_cursor', () => cursor);
}

/** Replaces a page of either endpoint with an empty page. Regular empty pages have an `end_time` of null. */
export function emptyPage(page: { readonly endOfStream: boolean; readonly endTime: number | null }): Rewrite {
  const values: ReadonlyMap<string, unknown> = new Map<string, unknown>([
    ['count', 0],
    ['end_of_stream', page.endOfStream],
    ['end_time', page.endTime],
    ['next_page', null],
    ['after_cursor', null],
    ['after_url', null],
  ]);
  return members((key, value) => {
    if (value.startsWith('[')) return '[]';
    return values.has(key) ? toJson(values.get(key)) : value;
  });
}

/** Changes headers. Removes those set to undefined. */
export function headers(changed: Readonly<Record<string, string | undefined>>): Rewrite {
  return { kind: 'rewrite', headers: changed };
}
