import { clickhouse } from './clickhouse/engine.ts';
import type { Engine } from './core/engine.ts';
import { duckdb } from './duckdb/engine.ts';
import { fakesnow } from './fakesnow/engine.ts';
import { spark } from './spark/engine.ts';
import { trino } from './trino/engine.ts';

/** In the order in which they run: the quick ones first. */
export const ENGINES: readonly Engine[] = [
  duckdb('1.5'),
  duckdb('2.0'),
  clickhouse,
  fakesnow,
  spark('3.5'),
  spark('4'),
  trino,
];
