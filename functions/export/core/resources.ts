import { LISTS } from './lists.ts';
import { RATE_LIMIT_BUCKETS } from './rate-limit-bucket.ts';
import type { IncrementalResource, Pagination, Resource } from './resource.ts';
import { WALK_STYLES } from './walk-style.ts';

/** The pages of Zendesk Support's incremental exports, as recorded (facetoe/zenpy, useairfoil/typescript-sdk). */
const SUPPORT_PAGES = {
  servesWholeSeconds: true,
  endOfStream: 'flag',
  maxPageSize: 1000,
  takesPageSize: true,
} as const satisfies Partial<Pagination>;

/** The part of a row that most exports of Zendesk Support have in common. */
const SUPPORT = {
  product: 'Support',
  rateLimit: RATE_LIMIT_BUCKETS.incremental,
  settleSeconds: 300,
  pollSeconds: 0,
} as const satisfies Partial<IncrementalResource>;

/** The endpoints accept neither `include` nor `support_type_scope`. */
const NO_OPTIONS = { include: null, supportTypeScope: false } as const satisfies IncrementalResource['options'];

const TICKETS = {
  kind: 'incremental',
  name: 'tickets',
  itemKey: 'tickets',
  version: { id: 'id', timestamp: 'generated_timestamp', timestampFormat: 'epoch' },
  pagination: {
    timePath: '/api/v2/incremental/tickets',
    walk: { style: WALK_STYLES.cursor, path: '/api/v2/incremental/tickets/cursor' },
    ...SUPPORT_PAGES,
  },
  ...SUPPORT,
  options: {
    include: {
      known: [
        'users',
        'groups',
        'organizations',
        'sharing_agreements',
        'ticket_forms',
        'metric_sets',
        'slas',
        'comment_count',
        'dates',
        'incident_counts',
      ],
      default: [],
    },
    supportTypeScope: true,
  },
} as const satisfies IncrementalResource;

const USERS = {
  kind: 'incremental',
  name: 'users',
  itemKey: 'users',
  version: { id: 'id', timestamp: 'updated_at', timestampFormat: 'iso' },
  pagination: {
    timePath: '/api/v2/incremental/users',
    walk: { style: WALK_STYLES.cursor, path: '/api/v2/incremental/users/cursor' },
    ...SUPPORT_PAGES,
  },
  ...SUPPORT,
  options: {
    include: { known: ['identities', 'organizations', 'groups', 'roles', 'abilities'], default: [] },
    supportTypeScope: false,
  },
} as const satisfies IncrementalResource;

/** Has no cursor endpoint, and is Zendesk's only source of deleted organizations. */
const ORGANIZATIONS = {
  kind: 'incremental',
  name: 'organizations',
  itemKey: 'organizations',
  version: { id: 'id', timestamp: 'updated_at', timestampFormat: 'iso' },
  pagination: {
    timePath: '/api/v2/incremental/organizations',
    walk: null,
    ...SUPPORT_PAGES,
  },
  ...SUPPORT,
  options: NO_OPTIONS,
} as const satisfies IncrementalResource;

/** Changes of tickets. An old event changes under the same version when its comment is redacted. */
const TICKET_EVENTS = {
  kind: 'incremental',
  name: 'ticket_events',
  itemKey: 'ticket_events',
  version: { id: 'id', timestamp: 'timestamp', timestampFormat: 'epoch' },
  pagination: {
    timePath: '/api/v2/incremental/ticket_events',
    walk: null,
    ...SUPPORT_PAGES,
  },
  ...SUPPORT,
  options: {
    // Comments can only be excluded for this resource alone, so that no list of another resource's sideloads does it.
    include: { known: [], default: ['comment_events'] },
    supportTypeScope: true,
  },
} as const satisfies IncrementalResource;

/**
 * Zendesk writes these events up to 30 minutes after their time (estuary/connectors, TICKET_METRIC_EVENTS_LAG). The
 * lookback window is read again with each poll, so polls are rarer.
 */
const TICKET_METRIC_EVENTS = {
  kind: 'incremental',
  name: 'ticket_metric_events',
  itemKey: 'ticket_metric_events',
  version: { id: 'id', timestamp: 'time', timestampFormat: 'iso' },
  pagination: {
    timePath: '/api/v2/incremental/ticket_metric_events',
    walk: { style: WALK_STYLES.keyset, path: '/api/v2/incremental/ticket_metric_events' },
    ...SUPPORT_PAGES,
    // No page that proves it has been recorded.
    servesWholeSeconds: false,
  },
  ...SUPPORT,
  settleSeconds: 1800,
  pollSeconds: 1800,
  options: NO_OPTIONS,
} as const satisfies IncrementalResource;

/** Calls and legs of Zendesk Talk have neither an end flag nor a page size, and change hours after they were created. */
const CALLS = {
  kind: 'incremental',
  name: 'calls',
  itemKey: 'calls',
  version: { id: 'id', timestamp: 'updated_at', timestampFormat: 'iso' },
  pagination: {
    timePath: '/api/v2/channels/voice/stats/incremental/calls',
    walk: null,
    servesWholeSeconds: false,
    endOfStream: 'short_page',
    maxPageSize: 1000,
    takesPageSize: false,
  },
  product: 'Talk',
  rateLimit: RATE_LIMIT_BUCKETS.talk,
  settleSeconds: 300,
  pollSeconds: 0,
  options: NO_OPTIONS,
} as const satisfies IncrementalResource;

const LEGS = {
  ...CALLS,
  name: 'legs',
  itemKey: 'legs',
  pagination: { ...CALLS.pagination, timePath: '/api/v2/channels/voice/stats/incremental/legs' },
} as const satisfies IncrementalResource;

/** The order without `sort_by` is not documented. */
const ARTICLES = {
  kind: 'incremental',
  name: 'articles',
  itemKey: 'articles',
  version: { id: 'id', timestamp: 'updated_at', timestampFormat: 'iso' },
  pagination: {
    timePath: '/api/v2/help_center/incremental/articles',
    query: { sort_by: 'updated_at', sort_order: 'asc' },
    walk: null,
    servesWholeSeconds: false,
    endOfStream: 'next_page',
    maxPageSize: 1000,
    takesPageSize: false,
  },
  product: 'Guide',
  rateLimit: RATE_LIMIT_BUCKETS.helpCenter,
  settleSeconds: 300,
  pollSeconds: 0,
  options: NO_OPTIONS,
} as const satisfies IncrementalResource;

/** The resources of Zendesk's incremental exports. */
export const INCREMENTAL_RESOURCES = {
  tickets: TICKETS,
  users: USERS,
  organizations: ORGANIZATIONS,
  ticket_events: TICKET_EVENTS,
  ticket_metric_events: TICKET_METRIC_EVENTS,
  calls: CALLS,
  legs: LEGS,
  articles: ARTICLES,
} as const satisfies Readonly<Record<string, IncrementalResource>>;

/** All resources, one row each. */
export const RESOURCES = { ...INCREMENTAL_RESOURCES, ...LISTS } as const satisfies Resources;

/** Resources by name. */
export type Resources = Readonly<Record<string, Resource>>;

/** Returns the resources with these names. The export request's schema has already validated the names. */
export const selectResources = (
  requested: readonly { readonly name: string }[],
  resources: Resources = RESOURCES,
): Resource[] => requested.flatMap(({ name }) => resources[name] ?? []);
