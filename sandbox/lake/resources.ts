/** An export in the lake, as the sandbox reads it, independently of the function. */
export type LakeResource = {
  /** Its name in the export request, in the keys and in Zendesk's pages. */
  readonly name: string;
  /** The member of a record that determines its version, and its format. */
  readonly timestamp: { readonly field: string; readonly format: 'epoch' | 'iso' };
};

/** The exports of `npm start`. */
export const LAKE_RESOURCES = {
  tickets: { name: 'tickets', timestamp: { field: 'generated_timestamp', format: 'epoch' } },
  users: { name: 'users', timestamp: { field: 'updated_at', format: 'iso' } },
  organizations: { name: 'organizations', timestamp: { field: 'updated_at', format: 'iso' } },
  ticket_events: { name: 'ticket_events', timestamp: { field: 'timestamp', format: 'epoch' } },
} as const satisfies Readonly<Record<string, LakeResource>>;

/** The name of an export of `npm start`. */
export type ResourceName = keyof typeof LAKE_RESOURCES;
