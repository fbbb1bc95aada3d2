/** The `per_page` in force: what was asked for, or less if Zendesk needed too long (504). */
export type PageSize = {
  readonly current: number;
  /** The size to keep for the next run; undefined if it is the one asked for. */
  readonly learnt: number | undefined;
  /**
   * After a 504, or what counts as one.
   * @param asked - the size that was too large; by default the size in force
   * @returns false if it cannot be reduced
   */
  halve(asked?: number): boolean;
  /** After a page of the current size has landed. */
  grow(): void;
};

/**
 * @param wanted - the size asked for
 * @param learnt - what an earlier run was left with
 * @see https://github.com/airbytehq/airbyte/issues/52059 for a range that no page of 1000 ever got past
 */
export function createPageSize(wanted: number, learnt: number | undefined): PageSize {
  let current = Math.max(1, Math.min(wanted, learnt ?? wanted));
  return {
    get current() {
      return current;
    },
    get learnt() {
      return current < wanted ? current : undefined;
    },
    halve(asked = current) {
      if (asked === 1) return false;
      current = Math.min(current, Math.floor(asked / 2));
      return true;
    },
    grow() {
      current = Math.min(wanted, current * 2);
    },
  };
}

/** The size of a resource that takes no `per_page`. */
export const fixedPageSize = (size: number): PageSize => ({
  current: size,
  learnt: undefined,
  halve: () => false,
  grow: () => undefined,
});
