import { DEFAULT_RESOURCES, type ExportRequestInput } from '#functions/export/core/export-request.ts';
import { type Resources, RESOURCES } from '#functions/export/core/resources.ts';
import type { Account } from './config-schema.ts';
import { DEFAULT_POLL_SECONDS } from './defaults.ts';

type RequestedResource = NonNullable<Account['resources']>[number];

const nameOf = (resource: RequestedResource): string => (typeof resource === 'string' ? resource : resource.name);

/** Returns the names of an account's resources. */
export const listResourceNames = ({ resources }: Pick<Account, 'resources'>): readonly string[] =>
  resources?.map(nameOf) ?? DEFAULT_RESOURCES;

/**
 * Returns the default poll interval for the export request of an account without an own schedule. A resource whose own
 * interval is longer keeps it.
 */
export function defaultPollIntervals({
  schedule,
  pollSeconds,
  resources,
}: Pick<Account, 'schedule' | 'pollSeconds' | 'resources'>): Pick<ExportRequestInput, 'pollSeconds' | 'resources'> {
  if (schedule !== undefined || pollSeconds !== undefined) return {};
  return {
    pollSeconds: DEFAULT_POLL_SECONDS,
    ...(resources?.some(isPolledLess) && { resources: resources.map(keepInterval) }),
  };
}

/** Returns the shortest poll interval of an account's exports, in seconds. */
export function shortestPollSeconds(account: Pick<Account, 'schedule' | 'pollSeconds' | 'resources'>): number {
  const { pollSeconds, resources = DEFAULT_RESOURCES } = { ...account, ...defaultPollIntervals(account) };
  const intervals = resources.map((resource) => {
    const own = typeof resource === 'string' ? undefined : resource.pollSeconds;
    return own ?? pollSeconds ?? intervalOf(resource);
  });
  return Math.min(...intervals);
}

const intervalOf = (resource: RequestedResource, resources: Resources = RESOURCES): number =>
  resources[nameOf(resource)]?.pollSeconds ?? 0;

const isPolledLess = (resource: RequestedResource): boolean => intervalOf(resource) > DEFAULT_POLL_SECONDS;

function keepInterval(resource: RequestedResource): RequestedResource {
  if (!isPolledLess(resource)) return resource;
  const pollSeconds = intervalOf(resource);
  return typeof resource === 'string' ? { name: resource, pollSeconds } : { pollSeconds, ...resource };
}
