import type { Resource } from '#functions/export/core/resource.ts';

/** Days after which objects expire; undefined if they do not. */
type Expirations = {
  /** Of all objects. */
  readonly expirationDays: number | undefined;
  /** Of the objects of lists without a window. */
  readonly snapshotExpirationDays: number | undefined;
};

/** Returns the days after which the objects of a resource expire; undefined if they do not. */
export function daysUntilExpired(
  resource: Resource,
  { expirationDays, snapshotExpirationDays }: Expirations,
): number | undefined {
  const isList = resource.kind === 'list' && resource.window === undefined;
  const days = [expirationDays, isList ? snapshotExpirationDays : undefined].filter((each) => each !== undefined);
  return days.length === 0 ? undefined : Math.min(...days);
}

/**
 * Returns a check whether objects of a snapshot that began at a time (epoch seconds) may have expired. S3 counts from the
 * creation of each object, which is not before the start of its snapshot.
 *
 * @param days - undefined if objects do not expire
 * @param now - returns epoch milliseconds
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export const isExpiredAfter =
  (days: number | undefined, now: () => number) =>
  (time: number): boolean =>
    days !== undefined && time < now() / 1000 - days * 86_400;
