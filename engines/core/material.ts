import type { OddLake } from '../odd-lakes/odd-lake.ts';
import type { References } from './check-views.ts';

/** The lakes that every engine reads. */
export type Material = {
  /** Exports of the simulated account, with the reference's answers. */
  readonly sandbox: References;
  /** Made-up records of every dataset, and histories of tickets, with the reference's answers. */
  readonly records: References;
  readonly oddLakes: readonly OddLake[];
};
