import type { ExportOptions } from '../export-options.ts';
import type { Page } from '../page/page.ts';
import type { Resource } from '../resource.ts';
import { cursorPagination } from './cursor-pagination.ts';
import type { NextStep, Position, RequestDetails } from './position.ts';
import { timePagination } from './time-pagination.ts';

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
  const { pagination } = resource;
  const { path, params, sizeParameter } =
    position.kind === 'time'
      ? timePagination.request(resource, position)
      : cursorPagination.request(resource, position);
  const query = new URLSearchParams({
    ...params,
    ...pagination.query,
    ...(pagination.takesPageSize && { [sizeParameter]: String(perPage) }),
    ...(options.include.length > 0 && { include: options.include.join(',') }),
    ...(options.supportTypeScope !== undefined && { support_type_scope: options.supportTypeScope }),
  });
  return `${path}?${query.toString()}`;
}

/** Returns the next step after a page that was requested at `position`. */
export const nextStep = (resource: Resource, position: Position, page: Page, request: RequestDetails): NextStep =>
  position.kind === 'time'
    ? timePagination.next(resource, position, page, request)
    : cursorPagination.next(resource, position, page, request);
