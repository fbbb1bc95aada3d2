import type { ExportOptions } from '../export-options.ts';
import type { Resource } from '../resource.ts';
import type { PageSource } from './page-source.ts';
import { buildQuery, describePage } from './pagination.ts';
import type { Position } from './position.ts';

/** Returns the source of the page at a position. */
export const createPageSource = (
  resource: Resource,
  position: Position,
  options: Pick<ExportOptions, 'include' | 'supportTypeScope'>,
): PageSource => ({
  ...describePage(resource, position),
  query: (perPage) => buildQuery(resource, position, options, perPage),
});
