/**
 * Returns the page sizes for requesting a hidden page again: halved down to 1, then doubled.
 *
 * A hidden page has few or no records although more follow: Zendesk selected its rows and then removed those that the
 * request may not see. A page with fewer rows has an earlier `end_time`, so the `end_time` of a real hidden page changes
 * with the page size. The `end_time` of a wrong response does not.
 *
 * @param requested - the `per_page` of the first request
 * @param max - the largest `per_page` that Zendesk accepts
 */
export function probeSizes(requested: number, max: number): number[] {
  const sizes: number[] = [];
  for (let size = Math.floor(requested / 2); size >= 1; size = Math.floor(size / 2)) sizes.push(size);
  for (let size = requested; size < max; size *= 2) sizes.push(Math.min(size * 2, max));
  return sizes;
}

/**
 * Returns the hidden page with the earlier `end_time`, so that the run still reads everything after it.
 * @returns undefined if both pages have the same `end_time`, which proves nothing
 */
export function shorterPage<P extends { readonly endTime: number }>(a: P, b: P): P | undefined {
  if (a.endTime < b.endTime) return a;
  return b.endTime < a.endTime ? b : undefined;
}
