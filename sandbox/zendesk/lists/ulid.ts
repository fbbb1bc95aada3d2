import type { Rng } from '../rng.ts';

/** Crockford's base 32 (https://github.com/ulid/spec). */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;
const ULID = new RegExp(`^[${DIGITS}]{${TIME_DIGITS + RANDOM_DIGITS}}$`);

/** Creates a ULID. ULIDs sort by their time, in epoch milliseconds. */
export function createUlid(ms: number, rng: Rng): string {
  let time = '';
  for (let rest = ms; time.length < TIME_DIGITS; rest = Math.floor(rest / DIGITS.length)) {
    time = `${DIGITS.charAt(rest % DIGITS.length)}${time}`;
  }
  return `${time}${Array.from({ length: RANDOM_DIGITS }, () => DIGITS.charAt(rng.int(0, DIGITS.length - 1))).join('')}`;
}

/** Returns true if the text is a ULID. */
export const isUlid = (text: string): boolean => ULID.test(text);

/** Returns the time of a ULID in epoch milliseconds. */
export const readUlidTime = (ulid: string): number =>
  Array.from(ulid.slice(0, TIME_DIGITS)).reduce((ms, digit) => ms * DIGITS.length + DIGITS.indexOf(digit), 0);
