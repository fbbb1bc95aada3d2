import type { ExportOptions } from '../export-options.ts';
import type { Page } from '../page/page.ts';
import type { Resource } from '../resource.ts';
import { cursorPagination } from './cursor-pagination.ts';
import type { AskedFor, NextStep, Position } from './position.ts';
import { timePagination } from './time-pagination.ts';

/**
 * The path and query of the request that reads from `position`. Options go with every request, of a walk too.
 * @param perPage - records to ask for
 */
export function buildQuery(
  resource: Resource,
  position: Position,
  options: Pick<ExportOptions, 'include' | 'supportTypeScope'>,
  perPage: number,
): string {
  const { path, params } =
    position.kind === 'time'
      ? timePagination.request(resource, position)
      : cursorPagination.request(resource, position);
  const query = new URLSearchParams({
    ...params,
    ...(resource.pagination.takesPageSize && { per_page: String(perPage) }),
    ...(options.include.length > 0 && { include: options.include.join(',') }),
    ...(options.supportTypeScope !== undefined && { support_type_scope: options.supportTypeScope }),
  });
  return `${path}?${query.toString()}`;
}

/** What a page, asked for from `position`, leads to. */
export const nextStep = (resource: Resource, position: Position, page: Page, asked: AskedFor): NextStep =>
  position.kind === 'time'
    ? timePagination.next(resource, position, page, asked)
    : cursorPagination.next(resource, position, page, asked);
