import prettyBytes from 'pretty-bytes';
import prettyMilliseconds from 'pretty-ms';

/** Formats a number as `12,345`. */
export const formatCount = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Formats a number with its noun: `1 object`, `2 objects`. */
export const pluralize = (value: number, noun: string): string =>
  `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`;

/** Formats a size as `12.3 MB`. */
export const formatBytes = (bytes: number): string => prettyBytes(bytes);

/** Formats a time as `2026-03-04T05:06:07Z`, which every command also accepts as input. */
export const formatTime = (epochSeconds: number): string =>
  new Date(epochSeconds * 1000).toISOString().replace('.000', '');

/** Formats a duration with its largest units, two by default: `3d 4h`. */
export const formatDuration = (seconds: number, units = 2): string =>
  prettyMilliseconds(Math.max(0, Math.round(seconds)) * 1000, { unitCount: units });

/** Formats an amount as `$1.23`, or with one significant digit below 10 cents: `$0.06`, `$0.0002`. */
export const formatUsd = (value: number): string =>
  `$${value >= 0.1 || value === 0 ? value.toFixed(2) : value.toPrecision(1)}`;
