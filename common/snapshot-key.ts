import {
  DATE_FOLDER_PATTERN,
  DIGEST_GLOB,
  DIGEST_LENGTH,
  DIGEST_PATTERN,
  formatDateFolder,
  formatTime,
  type ObjectFolder,
  TIME_GLOB,
  TIME_PATTERN,
} from './object-key.ts';

/*
 * The format of the keys of a list's pages, for all code that writes, reads, lists or matches them:
 *
 *   <prefix>/<list>/subdomain=<subdomain>/dt=<date of the snapshot>/<snapshot>-<page>[-of-<parent>][-last]-<digest>.json[.gz]
 */

/** The name of one page of a snapshot within its folder. */
type SnapshotName = {
  /** When the snapshot began, in epoch seconds. Its UTC date is the object's `dt`. */
  readonly snapshot: number;
  /** The page's number, from 1. */
  readonly page: number;
  /** The id of the record to which a child's page belongs; absent on all other pages. */
  readonly parent?: string;
  /** True on the snapshot's last page: the snapshot is complete. */
  readonly isLast: boolean;
  /** The first {@link DIGEST_LENGTH} hex digits of a SHA-256. */
  readonly digest: string;
  readonly isGzip: boolean;
};

/** The key of a landed page of a snapshot. */
export type SnapshotKey = ObjectFolder & SnapshotName;

/** Page numbers have at least this many digits, so that keys sort by page. */
const PAGE_LENGTH = 5;

/**
 * Formats a key.
 * @param key - a longer digest is truncated
 */
export function formatSnapshotKey(key: SnapshotKey): string {
  const { snapshot, page, parent, isLast, digest, isGzip } = key;
  const stem = [
    formatTime(snapshot),
    String(page).padStart(PAGE_LENGTH, '0'),
    ...(parent === undefined ? [] : ['of', parent]),
    ...(isLast ? ['last'] : []),
    digest.slice(0, DIGEST_LENGTH),
  ].join('-');
  return `${formatDateFolder(key, snapshot)}${stem}.json${isGzip ? '.gz' : ''}`;
}

/** A regular expression for the part of a page's name that follows the time. */
const afterTime = ({ parent, last }: Readonly<Record<'parent' | 'last', '' | '?'>>): string =>
  `-([0-9]{${PAGE_LENGTH},9})(-of-([0-9A-Za-z_]+))${parent}(-last)${last}-(${DIGEST_PATTERN})[.]json([.]gz)?$`;

/**
 * A regular expression for the end of the key of a snapshot's page, from the last slash on. It has the same meaning in
 * JavaScript, Trino, DuckDB, Spark and Snowflake. Its groups are snapshot, page, `-of-<parent>`, parent, `-last`, digest
 * and `.gz`.
 */
export const SNAPSHOT_NAME_PATTERN = `/(${TIME_PATTERN})${afterTime({ parent: '?', last: '?' })}`;

/** The same for the pages that belong to a parent. */
export const CHILD_NAME_PATTERN = `/(${TIME_PATTERN})${afterTime({ parent: '', last: '?' })}`;

/** A regular expression for the part of the last page's name that follows the time. */
export const AFTER_TIME_OF_LAST_PATTERN = afterTime({ parent: '?', last: '' });

/**
 * A glob for the keys below a list, for DuckDB. It also matches a few other names. Use it together with
 * {@link SNAPSHOT_NAME_PATTERN} for an exact match.
 */
export const SNAPSHOT_GLOB = `subdomain=*/dt=*/${TIME_GLOB}-${'[0-9]'.repeat(PAGE_LENGTH)}*-${DIGEST_GLOB}.*json*`;

const KEY = new RegExp(`${DATE_FOLDER_PATTERN}${SNAPSHOT_NAME_PATTERN}`);

/** Parses a key. Returns undefined if it is not the key of a snapshot's page. */
export function parseSnapshotKey(key: string): SnapshotKey | undefined {
  const match = KEY.exec(key);
  if (match === null) return undefined;
  const [, prefix = '', dataset = '', subdomain = '', snapshot, page, , parent, last, digest = '', gzip] = match;
  return {
    prefix,
    dataset,
    subdomain,
    snapshot: Number(snapshot),
    page: Number(page),
    ...(parent !== undefined && { parent }),
    isLast: last !== undefined,
    digest,
    isGzip: gzip !== undefined,
  };
}
