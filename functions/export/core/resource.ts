/**
 * A resource of Zendesk that can be exported, as data: the next one is a row of {@link RESOURCES}, not code.
 *
 * @see https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
 */
export type Resource = {
  /** The name in the export request, in `export_id` and in object keys. */
  readonly name: string;
  /** The time-based endpoint. */
  readonly path: string;
  /** The cursor-based endpoint, the only lossless way out of a pinned second; null where Zendesk has none. */
  readonly cursorPath: string | null;
  /** The member of a page that holds the records. */
  readonly itemKey: string;
  /** The fields that together identify one version of a record. */
  readonly version: {
    readonly id: string;
    /** Epoch seconds; also what `start_time` is compared with and what pages are sorted by. */
    readonly timestamp: string;
  };
};

export const RESOURCES = {
  tickets: {
    name: 'tickets',
    path: '/api/v2/incremental/tickets',
    cursorPath: '/api/v2/incremental/tickets/cursor',
    itemKey: 'tickets',
    version: { id: 'id', timestamp: 'generated_timestamp' },
  },
} as const satisfies Record<string, Resource>;

export type ResourceName = keyof typeof RESOURCES;

export const isResourceName = (name: unknown): name is ResourceName =>
  typeof name === 'string' && Object.hasOwn(RESOURCES, name);
