import type { Layout } from '#catalog/layout.ts';
import { ALL_DATASETS } from '#catalog/datasets.ts';
import { athenaViews } from '#catalog/athena.ts';
import type { Shape } from './compare.ts';

/** The views of a layout, with their columns and keys. */
export const shapesOf = (layout: Layout): ReadonlyMap<string, Shape> =>
  new Map(athenaViews(layout, ALL_DATASETS).map(({ name, columns, key }) => [name, { columns, key }]));
