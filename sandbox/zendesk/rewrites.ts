import type { Fault } from './fault.ts';
import { toJson } from './json.ts';
import { mapMembers } from './members.ts';

/** What alters an answer. */
type Rewrite = Extract<Fault, { kind: 'rewrite' }>;

/** A page begins with its records. So does the one kind of error that begins with a list. */
const PAGE_START = /^\s*\{\s*"(?!errors")\w+"\s*:\s*\[/;

/**
 * Changes the values of a page's own members and nothing else, to the byte. Answers that are no page stay as they are.
 *
 * @param change - given a member's key and its value's JSON text, returns the value's new text
 */
function members(change: (key: string, value: string) => string): Rewrite {
  return { kind: 'rewrite', page: (text) => (PAGE_START.test(text) ? mapMembers(text, change) : text) };
}

/** Gives one member of a page another value, where the page has it. */
function member(name: string, change: (value: string) => unknown): Rewrite {
  return members((key, value) => (key === name ? toJson(change(value)) : value));
}

/**
 * Another `end_time`: null, which clients guard against (https://github.com/cloudbees-oss/zendesk-java-client), back,
 * or ahead of the records, which no source has seen.
 */
export function endTime(change: (endTime: number | null) => number | null): Rewrite {
  return member('end_time', (value) => change(value === 'null' ? null : Number(value)));
}

/** Says that the stream ends here, or that it does not, whatever is true. */
export function endOfStream(flag: boolean): Rewrite {
  return member('end_of_stream', () => flag);
}

/** Leads elsewhere by `next_page` and `after_url`, e.g. back to the same page (zendesk/zendesk_api_client_rb#168), or nowhere. */
export function nextPage(url: string | null): Rewrite {
  return members((key, value) => (key === 'next_page' || key === 'after_url' ? toJson(url) : value));
}

/** Counts wrongly: clients that stop at a `count` below the page size stop too early (airbytehq/airbyte#34243). */
export function count(records: number): Rewrite {
  return member('count', () => records);
}

/** Another `after_cursor`, e.g. that which was asked with: a walk that goes in circles. */
export function afterCursor(cursor: string | null): Rewrite {
  return member('after_cursor', () => cursor);
}

/** A page without records, of either export, whatever else it says. A genuine one has an `end_time` of null. */
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

/** Other headers; those set to undefined are left out. */
export function headers(changed: Readonly<Record<string, string | undefined>>): Rewrite {
  return { kind: 'rewrite', headers: changed };
}
