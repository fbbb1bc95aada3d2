import type { Resource } from '../resource.ts';
import { trackIntervals } from './interval-tracking.ts';
import { trackSnapshots } from './snapshot-tracking.ts';
import type { Tracking } from './tracking.ts';

/** Returns the tracking for an export of this resource. */
export const createTracking = (resource: Resource): Tracking =>
  resource.kind === 'list' ? trackSnapshots(resource) : trackIntervals(resource);
