import prettyBytes from 'pretty-bytes';
import prettyMilliseconds from 'pretty-ms';

/** 12,345 */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** 1 page, 2 pages */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** 12.3 MB */
export const size = (bytes: number): string => prettyBytes(bytes);

/** 2026-03-04T05:06:07Z */
export const instant = (epochSeconds: number): string =>
  new Date(epochSeconds * 1000).toISOString().replace('.000', '');

/** 3d 4h */
export const duration = (seconds: number): string =>
  prettyMilliseconds(Math.max(0, Math.round(seconds)) * 1000, { unitCount: 2 });
