import type { ExportOptions } from '../export-options.ts';
import type { Page } from '../page/page.ts';
import type { Resource } from '../resource.ts';
import { cursorPagination } from './cursor-pagination.ts';
import { listPagination } from './list-pagination.ts';
import type { NextStep, Position, PositionKind, RequestDetails } from './position.ts';
import type { PageSource } from './page-source.ts';
import { timePagination } from './time-pagination.ts';

const PAGINATIONS: Readonly<Record<Position['kind'], PositionKind<Position>>> = {
  time: timePagination,
  cursor: cursorPagination,
  list: listPagination,
};

/**
 * Builds the path and query of the request at `position`. Every request has all options, including those of a cursor
 * walk.
 * @param perPage - the page size to request
 */
export function buildQuery(
  resource: Resource,
  position: Position,
  options: Pick<ExportOptions, 'include' | 'supportTypeScope'>,
  perPage: number,
): string {
  const { path, params, sizeParameter } = PAGINATIONS[position.kind].request(resource, position);
  const query = new URLSearchParams();
  for (const [name, value] of params) query.append(name, value);
  if (sizeParameter !== null) query.append(sizeParameter, String(perPage));
  if (options.include.length > 0) query.append('include', options.include.join(','));
  if (options.supportTypeScope !== undefined) query.append('support_type_scope', options.supportTypeScope);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** Returns the next step after a page that was requested at `position`. */
export const nextStep = (resource: Resource, position: Position, page: Page, request: RequestDetails): NextStep =>
  PAGINATIONS[position.kind].next(resource, position, page, request);

/** Describes the page at `position`. */
export const describePage = (resource: Resource, position: Position): Omit<PageSource, 'query'> =>
  PAGINATIONS[position.kind].describe(resource, position);

/**
 * Returns the position at which to begin again if Zendesk refuses the cursor of `position`.
 * @param now - epoch milliseconds
 */
export const restart = (position: Position, now: number): Position => PAGINATIONS[position.kind].restart(position, now);
