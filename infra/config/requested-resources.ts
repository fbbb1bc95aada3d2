import {
  DEFAULT_RESOURCES,
  type ExportRequestInput,
  exportRequestSchema,
} from '#functions/export/core/export-request.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { type Resources, RESOURCES } from '#functions/export/core/resources.ts';
import type { Account } from './config-schema.ts';
import { DEFAULT_POLL_SECONDS } from './defaults.ts';

/** An element of `resources` as the user wrote it. */
type Requested = NonNullable<Account['resources']>[number];

/** The options that decide which exports an account has, and how often they run. */
type Scheduled = Pick<Account, 'schedule' | 'pollSeconds' | 'snapshotSeconds' | 'resources'>;

const ALL: Resources = RESOURCES;

const isList = (name: string): boolean => ALL[name]?.kind === 'list';

/** The words that stand for several resources. Only the stack knows them: its schedules send names. */
const WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['all', Object.keys(ALL)],
  ['lists', Object.keys(ALL).filter(isList)],
]);

export const RESOURCE_WORDS: readonly string[] = [...WORDS.keys()];

const nameOf = (requested: string | { readonly name: string }): string =>
  typeof requested === 'string' ? requested : requested.name;

/** Replaces the words by the names that they stand for. A resource that is also requested by its name keeps its options. */
export function expandWords<R extends { readonly name: string }>(requested: readonly (string | R)[]): (string | R)[] {
  const named = requested.filter((each) => !WORDS.has(nameOf(each)));
  const implied = new Set(requested.flatMap((each) => WORDS.get(nameOf(each)) ?? []));
  for (const each of named) implied.delete(nameOf(each));
  return [...named, ...implied];
}

const requestedBy = ({ resources }: Pick<Account, 'resources'>): readonly Requested[] =>
  expandWords<Exclude<Requested, string>>(resources ?? DEFAULT_RESOURCES);

/** Returns the names of an account's resources. */
export const listResourceNames = (account: Pick<Account, 'resources'>): readonly string[] =>
  requestedBy(account).map(nameOf);

/** A list that an account exports. */
type RequestedList = {
  readonly name: string;
  /** Seconds between the starts of two snapshots. */
  readonly snapshotSeconds: number;
};

/**
 * Returns an account's lists whose snapshots replace each other. The snapshots of a list with a window do not: each
 * contains records that no later one has.
 */
export const listReplacedLists = (account: Pick<Account, 'resources' | 'snapshotSeconds'>): readonly RequestedList[] =>
  requestedBy(account)
    .filter((requested) => isReplaced(ALL[nameOf(requested)]))
    .map((requested) => ({ name: nameOf(requested), snapshotSeconds: snapshotSecondsOf(requested, account) }));

const isReplaced = (resource: Resource | undefined): boolean =>
  resource?.kind === 'list' && resource.window === undefined;

function snapshotSecondsOf(requested: Requested, account: Pick<Account, 'snapshotSeconds'>): number {
  const own = typeof requested === 'string' ? undefined : requested.snapshotSeconds;
  return exportRequestSchema.shape.snapshotSeconds.parse(own ?? account.snapshotSeconds);
}

/**
 * Returns the part of an account's export request that names its resources. It includes the default poll interval of an
 * account without an own schedule. A resource whose own interval is longer keeps it.
 */
export function requestResources(account: Scheduled): Pick<ExportRequestInput, 'pollSeconds' | 'resources'> {
  const { schedule, pollSeconds } = account;
  const resources = requestedBy(account);
  const hasDefault = schedule === undefined && pollSeconds === undefined;
  return {
    ...(hasDefault && { pollSeconds: DEFAULT_POLL_SECONDS }),
    ...(account.resources !== undefined && { resources: hasDefault ? resources.map(keepInterval) : [...resources] }),
  };
}

/**
 * Returns the shortest interval (seconds) at which one of an account's exports is due. A list is due when both its poll
 * interval and its snapshot interval are over.
 */
export function shortestIntervalSeconds(account: Scheduled): number {
  const { pollSeconds, resources = DEFAULT_RESOURCES } = { ...account, ...requestResources(account) };
  const intervals = resources.map((requested) => {
    const own = typeof requested === 'string' ? undefined : requested.pollSeconds;
    const poll = own ?? pollSeconds ?? pollIntervalOf(requested);
    return isList(nameOf(requested)) ? Math.max(poll, snapshotSecondsOf(requested, account)) : poll;
  });
  return Math.min(...intervals);
}

const pollIntervalOf = (requested: Requested): number => ALL[nameOf(requested)]?.pollSeconds ?? 0;

const isPolledLess = (requested: Requested): boolean => pollIntervalOf(requested) > DEFAULT_POLL_SECONDS;

function keepInterval(requested: Requested): Requested {
  if (!isPolledLess(requested)) return requested;
  const pollSeconds = pollIntervalOf(requested);
  return typeof requested === 'string' ? { name: requested, pollSeconds } : { pollSeconds, ...requested };
}
