/**
 * The page sizes with which a page is asked for again whose records Zendesk may have filtered out after cutting it:
 * halved down to 1, then doubled. Fewer rows reach less far, so a genuine hidden page ends elsewhere with another size,
 * and a wrong answer does not.
 *
 * @param asked - the size that the page was asked with
 * @param max - the largest size that Zendesk takes
 */
export function probeSizes(asked: number, max: number): number[] {
  const sizes: number[] = [];
  for (let size = Math.floor(asked / 2); size >= 1; size = Math.floor(size / 2)) sizes.push(size);
  for (let size = asked; size < max; size *= 2) sizes.push(Math.min(size * 2, max));
  return sizes;
}

/**
 * Of two hidden pages asked for with different sizes, the one that leads less far: what lies between both ends is then
 * still read.
 * @returns undefined if both lead equally far, which says nothing
 */
export function shorterPage<P extends { readonly endTime: number }>(a: P, b: P): P | undefined {
  if (a.endTime < b.endTime) return a;
  return b.endTime < a.endTime ? b : undefined;
}
