import { type Dataset, latestName } from '#catalog/dataset.ts';
import { DATASETS } from '#catalog/datasets.ts';
import { differences } from './compare.ts';
import type { Lake, Table } from './session.ts';
import { shapesOf } from './views.ts';

/** The reference's answer to the latest versions of a dataset, which copies and examples are compared with. */
export function latestIn(tables: ReadonlyMap<string, Table>, dataset: Dataset = DATASETS.tickets): Table {
  const latest = tables.get(latestName(dataset));
  if (latest === undefined) throw new Error(`the reference has no ${latestName(dataset)}`);
  return latest;
}

/** Compares a copy of the latest versions of a dataset with the reference. */
export function wrongLatest(
  tables: ReadonlyMap<string, Table>,
  { layout }: Lake,
  answer: Table,
  dataset: Dataset = DATASETS.tickets,
): string[] {
  const shape = shapesOf(layout).get(latestName(dataset));
  if (shape === undefined) throw new Error(`there is no view ${latestName(dataset)}`);
  return differences(latestIn(tables, dataset), answer, shape);
}
