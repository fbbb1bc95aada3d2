import type { Measure } from '../measure.ts';
import { openLake } from './open.ts';

/** The script that creates the tables. */
export const SCRIPT: Measure = {
  title: 'script',
  prepare: async (lake) => async () => {
    await openLake(lake);
    return undefined;
  },
};
