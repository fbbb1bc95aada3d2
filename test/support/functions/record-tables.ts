import { ACCESS, createRecordTable, type RecordTableOptions } from '#sandbox/zendesk/index.ts';

type Settings = Pick<RecordTableOptions, 'access' | 'members' | 'rules' | 'hasKeyset'> & {
  readonly path: string;
  readonly timestamp: string;
};

const SUPPORT_MEMBERS = ['items', 'count', 'end_of_stream', 'next_page', 'end_time'] as const;
const TALK = {
  members: ['items', 'total', 'count', 'next_page', 'end_time'],
  rules: { secondMode: 'capped', nextPageNull: 'never', readsPageSize: false },
  timestamp: 'updated_at',
} as const;

const SETTINGS = {
  organizations: {
    path: 'incremental/organizations',
    access: ACCESS.organizations,
    members: SUPPORT_MEMBERS,
    timestamp: 'updated_at',
  },
  ticket_metric_events: {
    path: 'incremental/ticket_metric_events',
    access: ACCESS.ticketMetricEvents,
    members: SUPPORT_MEMBERS,
    rules: { secondMode: 'capped', holdBackSeconds: -60 },
    hasKeyset: true,
    timestamp: 'time',
  },
  calls: { path: 'channels/voice/stats/incremental/calls', access: ACCESS.calls, ...TALK },
  legs: { path: 'channels/voice/stats/incremental/legs', access: ACCESS.legs, ...TALK },
  articles: {
    path: 'help_center/incremental/articles',
    access: ACCESS.articles,
    members: ['items', 'count', 'end_time', 'next_page'],
    rules: { secondMode: 'capped', nextPageNull: 'end', readsPageSize: false },
    timestamp: 'updated_at',
  },
} as const satisfies Readonly<Record<string, Settings>>;

/** Creates the export of a resource by its own page rules, with records that the test chooses. */
export function createTable(resource: keyof typeof SETTINGS, rules: RecordTableOptions['rules'] = {}) {
  const { timestamp, ...settings }: Settings = SETTINGS[resource];
  return createRecordTable({
    ...settings,
    itemKey: resource,
    hasCursorEndpoint: false,
    rules: { ...settings.rules, ...rules },
    timestamp: { field: timestamp, format: 'iso' },
  });
}
