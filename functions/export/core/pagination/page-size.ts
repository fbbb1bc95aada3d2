import type { Resource } from '../resource.ts';

/** The current `per_page`: the configured size, or less if Zendesk timed out (504). */
export type PageSize = {
  readonly current: number;
  /** The reduced size to persist for the next run; undefined if the current size is the configured one. */
  readonly reduced: number | undefined;
  /**
   * Reduces the size after a 504 or an equivalent timeout.
   * @param requested - the size that was too large; default: the current size
   * @returns false if the size is already 1
   */
  halve(requested?: number): boolean;
  /** Doubles the size, up to the configured one, after a page of the current size has landed. */
  grow(): void;
};

/**
 * @param wanted - the configured size
 * @param reduced - the reduced size that an earlier run persisted
 * @see https://github.com/airbytehq/airbyte/issues/52059 for a range where every page of 1000 records timed out
 */
export function createPageSize(wanted: number, reduced: number | undefined): PageSize {
  let current = Math.max(1, Math.min(wanted, reduced ?? wanted));
  return {
    get current() {
      return current;
    },
    get reduced() {
      return current < wanted ? current : undefined;
    },
    halve(requested = current) {
      if (requested === 1) return false;
      current = Math.min(current, Math.floor(requested / 2));
      return true;
    },
    grow() {
      current = Math.min(wanted, current * 2);
    },
  };
}

/**
 * Returns the page size of an export at the start of a run.
 * @param wanted - the configured size
 * @param reduced - the reduced size that an earlier run persisted
 */
export const openPageSize = (resource: Resource, wanted: number, reduced: number | undefined): PageSize =>
  canReduce(resource) ? createPageSize(wanted, reduced) : fixedPageSize(wanted);

/** Pages of another size would begin elsewhere in a list that pages by offset. */
const canReduce = (resource: Resource): boolean =>
  resource.kind === 'list' ? resource.paging === 'cursor' : resource.pagination.takesPageSize;

/** The page size of a resource whose endpoints do not accept `per_page`. */
export const fixedPageSize = (size: number): PageSize => ({
  current: size,
  reduced: undefined,
  halve: () => false,
  grow: () => undefined,
});
