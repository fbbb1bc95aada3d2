import { LISTS } from '#catalog/lists.ts';

/** An export in the lake, as the sandbox reads it, independently of the function. */
export type LakeResource = {
  /** Its name in the export request, in the keys and in Zendesk's pages. */
  readonly name: string;
  /** The member of a record that determines its version, and its format. */
  readonly timestamp: { readonly field: string; readonly format: 'epoch' | 'iso' };
};

const UPDATED_AT = { field: 'updated_at', format: 'iso' } as const;

/** The incremental exports of `npm start`. */
export const LAKE_RESOURCES = {
  tickets: { name: 'tickets', timestamp: { field: 'generated_timestamp', format: 'epoch' } },
  users: { name: 'users', timestamp: UPDATED_AT },
  organizations: { name: 'organizations', timestamp: UPDATED_AT },
  ticket_events: { name: 'ticket_events', timestamp: { field: 'timestamp', format: 'epoch' } },
  ticket_metric_events: { name: 'ticket_metric_events', timestamp: { field: 'time', format: 'iso' } },
  calls: { name: 'calls', timestamp: UPDATED_AT },
  legs: { name: 'legs', timestamp: UPDATED_AT },
  articles: { name: 'articles', timestamp: UPDATED_AT },
} as const satisfies Readonly<Record<string, LakeResource>>;

/** The name of an incremental export of `npm start`. */
export type ResourceName = keyof typeof LAKE_RESOURCES;

export const isResourceName = (name: string): name is ResourceName => name in LAKE_RESOURCES;

const LIST_NAMES = LISTS.map(({ name }) => name);

/** The names that stand for several exports. */
export const RESOURCE_GROUPS: ReadonlyMap<string, readonly string[]> = new Map([
  ['all', [...Object.keys(LAKE_RESOURCES), ...LIST_NAMES]],
  ['lists', LIST_NAMES],
]);

/** The exports of `npm start` without `--resources`. */
export const DEFAULT_RESOURCES: readonly string[] = ['tickets', 'users', 'organizations', 'ticket_events'];
