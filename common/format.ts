import prettyBytes from 'pretty-bytes';
import prettyMilliseconds from 'pretty-ms';

/** 12,345 */
export const formatCount = (value: number): string => Math.round(value).toLocaleString('en-US');

/** 1 object, 2 objects */
export const pluralize = (value: number, noun: string): string =>
  `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`;

export const formatBytes = (bytes: number): string => prettyBytes(bytes);

/** 2026-03-04T05:06:07Z: what every command takes as a time, too. */
export const formatTime = (epochSeconds: number): string =>
  new Date(epochSeconds * 1000).toISOString().replace('.000', '');

/** 3d 4h */
export const formatDuration = (seconds: number): string =>
  prettyMilliseconds(Math.max(0, Math.round(seconds)) * 1000, { unitCount: 2 });

/** $0.06; what is less than a cent, more exactly. */
export const formatUsd = (value: number): string =>
  `$${value >= 0.1 || value === 0 ? value.toFixed(2) : value.toPrecision(1)}`;
