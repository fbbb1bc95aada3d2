/** 12,345 */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** 1 page, 2 pages */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** 12.3 MB */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** 2026-03-04 05:06:07Z */
export const instant = (epochSeconds: number): string =>
  new Date(epochSeconds * 1000).toISOString().replace('T', ' ').replace('.000', '');

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** The two largest units: 103 d 4 h, 5 min 2 s, 8 s */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const largest = UNITS.findIndex(([length]) => whole >= length);
  if (largest === -1) return '0 s';
  const [first, second] = UNITS.slice(largest, largest + 2);
  const [length = 1, unit = 's'] = first ?? [];
  const rest = second === undefined ? 0 : Math.floor((whole % length) / second[0]);
  return `${Math.floor(whole / length)} ${unit}${rest === 0 ? '' : ` ${rest} ${second?.[1] ?? ''}`}`;
}
