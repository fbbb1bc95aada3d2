import type { IncrementalResource } from '#functions/export/core/resource.ts';
import { INCREMENTAL_RESOURCES, type Resources } from '#functions/export/core/resources.ts';
import type { TestWorldOptions } from '../test-world.ts';

/** All incremental resources with pages of at most this many records. */
const withMaxPageSize = (maxPageSize: number): Resources =>
  Object.fromEntries(
    Object.entries<IncrementalResource>(INCREMENTAL_RESOURCES).map(([name, resource]) => [
      name,
      { ...resource, pagination: { ...resource.pagination, maxPageSize } },
    ]),
  );

/** Options of a test world in which no page has more records than this, even of resources that take no page size. */
export const smallPages = (
  size: number,
  rules: TestWorldOptions['rules'] = {},
): TestWorldOptions & { readonly resources: Resources } => ({
  resources: withMaxPageSize(size),
  rules: { largestPage: size, ...rules },
  rateLimit: { total: 1000, windowSeconds: 60 },
});
