import { InvalidArgumentError } from 'commander';

/** Parses an option such as `3`. */
export function positiveInteger(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('Expected whole numbers above 0, such as 1000.');
}

/** Parses an option such as `10000,100000`. */
export const positiveIntegers = (text: string): number[] => text.split(',').map(positiveInteger);
