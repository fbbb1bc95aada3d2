import { InvalidArgumentError } from 'commander';

/** Parses an option such as `10000,100000`. */
export function positiveIntegers(text: string): number[] {
  const numbers = text.split(',').map(Number);
  if (numbers.every((number) => Number.isInteger(number) && number > 0)) return numbers;
  throw new InvalidArgumentError('Expected whole numbers, such as 10000,100000.');
}
