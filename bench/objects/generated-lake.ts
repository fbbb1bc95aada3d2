import { type ObjectFolder, formatObjectKey } from '#common/object-key.ts';

/** The number of generated objects, and which of them are cursor pages. */
export type Shape = {
  readonly objects: number;
  /** Every object of this number is a cursor page, which covers time that no time-based page covers. 0: none. */
  readonly walkEvery: number;
};

export const BUCKET = 'lake';
export const FOLDER: ObjectFolder = { prefix: 'zendesk', dataset: 'tickets', subdomain: 'acme' };

/** The first page's `start_time` (epoch seconds). */
export const START_TIME = 1_600_000_000;
const SECONDS_PER_PAGE = 60;

export const endTimeOf = (objects: number): number => START_TIME + objects * SECONDS_PER_PAGE;

/** The key of an object. The keys sort by their index, and each page starts at the end of the one before it. */
export function keyAt({ walkEvery }: Pick<Shape, 'walkEvery'>, index: number): string {
  return formatObjectKey({
    ...FOLDER,
    startTime: endTimeOf(index),
    endTime: endTimeOf(index + 1),
    digest: index.toString(16).padStart(12, '0'),
    pagination: walkEvery > 0 && index % walkEvery === walkEvery - 1 ? 'cursor' : 'time',
    isGzip: true,
  });
}
