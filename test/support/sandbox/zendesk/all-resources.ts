import {
  ACCESS,
  type Access,
  createAccount,
  createRecordTable,
  createSimulator,
  type ExportTable,
  type Simulator,
  type SimulatorOptions,
} from '#sandbox/zendesk/index.ts';
import type { Answer } from '#sandbox/zendesk/answer.ts';
import { type ManualClock, createManualClock } from './manual-clock.ts';

/** The first request of each endpoint of the exports, without the query. The names are those of the resources. */
export const PATHS = {
  tickets: '/api/v2/incremental/tickets',
  'tickets by cursor': '/api/v2/incremental/tickets/cursor',
  users: '/api/v2/incremental/users',
  'users by cursor': '/api/v2/incremental/users/cursor',
  organizations: '/api/v2/incremental/organizations',
  ticket_events: '/api/v2/incremental/ticket_events',
  ticket_metric_events: '/api/v2/incremental/ticket_metric_events',
  calls: '/api/v2/channels/voice/stats/incremental/calls',
  legs: '/api/v2/channels/voice/stats/incremental/legs',
  articles: '/api/v2/help_center/incremental/articles',
};

/** Empty exports of all resources except tickets. Access and rate limits do not depend on their records. */
const createTables = (): ExportTable[] => [
  createTable(PATHS.users, ACCESS.users, true),
  createTable(PATHS.organizations, ACCESS.organizations),
  createTable(PATHS.ticket_events, ACCESS.ticketEvents),
  createTable(PATHS.ticket_metric_events, ACCESS.ticketMetricEvents),
  createTable(PATHS.calls, ACCESS.calls),
  createTable(PATHS.legs, ACCESS.legs),
  createTable(PATHS.articles, ACCESS.articles),
];

const createTable = (path: string, access: Access, hasCursorEndpoint = false): ExportTable =>
  createRecordTable({
    path: path.replace('/api/v2/', ''),
    access,
    itemKey: path.replace(/^.*\//, ''),
    members: ['items', 'count', 'next_page', 'end_time'],
    hasCursorEndpoint,
    timestamp: { field: 'updated_at', format: 'iso' },
  });

/** A simulated Zendesk without network that has every resource. */
export type WholeAccount = {
  readonly zendesk: Simulator;
  readonly clock: ManualClock;
  /** Requests a path, as an admin unless there is an `authorization` header. */
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Answer;
  /** Sends a request for a token. */
  readonly requestToken: (body: object) => Answer;
};

/** Creates a simulated Zendesk with every resource. Its admin has the access token `admin`, its agent `agent`. */
export function simulateAll(options: Partial<SimulatorOptions> = {}): WholeAccount {
  const clock = createManualClock();
  const credentials = { accessTokens: [{ accessToken: 'admin' }, { accessToken: 'agent', role: 'agent' as const }] };
  const zendesk = createSimulator({
    credentials,
    ...options,
    clock,
    account: createAccount({ clock }),
    tables: createTables(),
  });
  const send = (method: string, path: string, headers: Readonly<Record<string, string>>, body = ''): Answer =>
    zendesk.answer({ index: 0, method, headers, body }, new URL(path, 'http://zendesk.test')).answer;
  return {
    zendesk,
    clock,
    get: (path, headers = {}) => send('GET', `${path}?start_time=0`, { authorization: 'Bearer admin', ...headers }),
    requestToken: (body) => send('POST', '/oauth/tokens', {}, JSON.stringify(body)),
  };
}
