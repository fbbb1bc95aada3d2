/*
 * The format of the keys of landed objects, for all code that writes, reads, lists or matches them:
 *
 *   <prefix>/<dataset>/subdomain=<subdomain>/dt=<YYYY-MM-DD>/<start_time>-<end_time>-<digest>[.cursor].json[.gz]
 */

/** The objects of one account in one dataset. */
export type ObjectFolder = {
  /** `LAKE_PREFIX`: one or more folders, without leading or trailing slash. */
  readonly prefix: string;
  /** `tickets`, or `tickets_users` for a sideload. */
  readonly dataset: string;
  /** `acme` of `acme.zendesk.com`. */
  readonly subdomain: string;
};

/** The name of an object within its folder. */
export type ObjectName = {
  /** Epoch seconds: the position that the page was requested from; on cursor pages, the walked second. */
  readonly startTime: number;
  /** Epoch seconds: the end of the page's interval. Its UTC date is the object's `dt`. */
  readonly endTime: number;
  /** The first {@link DIGEST_LENGTH} hex digits of a SHA-256. */
  readonly digest: string;
  /** The pagination with which the page was read. */
  readonly pagination: 'time' | 'cursor';
  readonly isGzip: boolean;
};

/** A landed object's key. */
export type ObjectKey = ObjectFolder & ObjectName;

export const DIGEST_LENGTH = 12;

const TIME_LENGTH = 10;
const CURSOR = '.cursor';
const EXTENSION = '.json';
const GZIP = '.gz';

/** Formats the prefix of a folder's keys: `zendesk/tickets/subdomain=acme/`. */
export const formatFolder = ({ prefix, dataset, subdomain }: ObjectFolder): string =>
  `${prefix}/${dataset}/subdomain=${subdomain}/`;

/**
 * Formats the prefix of a folder's keys whose intervals end on one day.
 * @param epochSeconds - any second of that day in UTC
 */
export const formatDateFolder = (folder: ObjectFolder, epochSeconds: number): string =>
  `${formatFolder(folder)}dt=${new Date(epochSeconds * 1000).toISOString().slice(0, 10)}/`;

/**
 * Formats a key.
 * @param key - a longer digest is truncated
 */
export function formatObjectKey(key: ObjectKey): string {
  const { startTime, endTime, digest, pagination, isGzip } = key;
  const stem = [formatTime(startTime), formatTime(endTime), digest.slice(0, DIGEST_LENGTH)].join('-');
  const extensions = `${pagination === 'cursor' ? CURSOR : ''}${EXTENSION}${isGzip ? GZIP : ''}`;
  return `${formatDateFolder(key, endTime)}${stem}${extensions}`;
}

/** Formats epoch seconds with leading zeros, so that keys sort by time. */
export const formatTime = (epochSeconds: number): string => String(epochSeconds).padStart(TIME_LENGTH, '0');

/** Regular expressions for the parts of a key. */
export const TIME_PATTERN = `[0-9]{${TIME_LENGTH}}`;
export const DIGEST_PATTERN = `[0-9a-f]{${DIGEST_LENGTH}}`;
/** A regular expression for a key up to the last slash, which it excludes. */
export const DATE_FOLDER_PATTERN = '^(.+)/([^/]+)/subdomain=([^/]+)/dt=[0-9]{4}-[0-9]{2}-[0-9]{2}';

/**
 * A regular expression for the end of a landed object's key, from the last slash on. It has the same meaning in
 * JavaScript, Trino, DuckDB, Spark and Snowflake.
 */
export const OBJECT_NAME_PATTERN = `/(${TIME_PATTERN})-(${TIME_PATTERN})-(${DIGEST_PATTERN})([.]cursor)?[.]json([.]gz)?$`;

/** Globs for the parts of a key. */
export const TIME_GLOB = '[0-9]'.repeat(TIME_LENGTH);
export const DIGEST_GLOB = '[0-9a-f]'.repeat(DIGEST_LENGTH);

/**
 * A glob for the keys below a dataset, for DuckDB. It also matches a few other names, such as `….json.bak`. Use it
 * together with {@link OBJECT_NAME_PATTERN} for an exact match.
 */
export const DATASET_GLOB = `subdomain=*/dt=*/${TIME_GLOB}-${TIME_GLOB}-${DIGEST_GLOB}.*json*`;

const KEY = new RegExp(`${DATE_FOLDER_PATTERN}${OBJECT_NAME_PATTERN}`);

/** Parses a key. Returns undefined if it is not the key of a landed object. */
export function parseObjectKey(key: string): ObjectKey | undefined {
  const match = KEY.exec(key);
  if (match === null) return undefined;
  const [, prefix = '', dataset = '', subdomain = '', start, end, digest = '', cursor, gzip] = match;
  return {
    prefix,
    dataset,
    subdomain,
    startTime: Number(start),
    endTime: Number(end),
    digest,
    pagination: cursor === undefined ? 'time' : 'cursor',
    isGzip: gzip !== undefined,
  };
}
