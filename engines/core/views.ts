import type { Layout } from '#catalog/layout.ts';
import { ALL_DATASETS } from '#catalog/datasets.ts';
import { athenaViews } from '#catalog/athena.ts';
import type { View } from '#catalog/views.ts';
import type { Shape } from './compare.ts';

/** The views of a layout, with their columns and keys. */
export const shapesOf = (layout: Layout): ReadonlyMap<string, Shape> =>
  new Map(athenaViews(layout, ALL_DATASETS).map((view) => [view.name, { columns: view.columns, key: keyOf(view) }]));

function keyOf({ name, columns }: View): string[] {
  const versioned = ALL_DATASETS.find((dataset) => dataset.name === name);
  if (versioned !== undefined) return ['subdomain', 'id', versioned.versionKey];
  return columns.some((column) => column.name === 'id') ? ['subdomain', 'id'] : ['subdomain', 'landed_in'];
}
