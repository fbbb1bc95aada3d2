import prettyBytes from 'pretty-bytes';
import type { Spread } from '../spread.ts';

/** 5 MB, 182 kB, 1.16 GB */
export const bytes = (value: number): string => prettyBytes(Number(value.toPrecision(3)));

/** 12.3 ms, 1.2 s */
export const milliseconds = (value: number): string =>
  value < 1_000 ? `${value.toPrecision(value < 100 ? 2 : 3)} ms` : `${(value / 1_000).toFixed(1)} s`;

/** 0.17×, 3.1×, 12× */
export const times = (value: number): string => `${value < 10 ? value.toPrecision(2) : value.toFixed(0)}×`;

/** 4 %, 31 % */
export const percent = (share: number): string => `${Math.ceil(share * 100)} %`;

export const usd = (value: number): string => `$${value >= 0.1 ? value.toFixed(2) : value.toFixed(4)}`;

export const count = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });

/** The median, with the smallest and the greatest value. */
export function spread({ min, median, max }: Spread, format: (value: number) => string): string {
  const [low, high] = [format(min), format(max)];
  return low === high ? format(median) : `${format(median)} (${low} to ${high})`;
}
