import { z } from 'zod';
import {
  type AccountOptions,
  createAccount,
  fillHistory,
  fillLists,
  fillPeople,
  type ListName,
  type SimulatorOptions,
} from '#sandbox/zendesk/index.ts';
import type { Answer } from '#sandbox/zendesk/answer.ts';
import { createManualClock, NOW } from './manual-clock.ts';
import { parseObject } from './parsed.ts';
import { simulate, type Simulation, UNLIMITED } from './simulation.ts';

/** How a client reads a list. */
type Spec = {
  /** Path below `/api/v2/`. */
  readonly path: string;
  readonly paging: 'cursor' | 'offset' | 'whole' | 'parents';
  /** Parameters of every request. */
  readonly query?: string;
  /** The member that identifies a row. Default `id`. */
  readonly key?: string;
  /** Maximum of `page[size]`. Default 100. */
  readonly largestPage?: number;
  /** True if `query` reverses the order. */
  readonly isReversed?: boolean;
};

const list = (path: string, paging: Spec['paging'] = 'cursor', more: Partial<Spec> = {}): Spec => ({
  path,
  paging,
  ...more,
});

/** All lists as their clients read them. */
export const SPECS: Readonly<Record<ListName, Spec>> = {
  groups: list('groups', 'cursor', { query: 'exclude_deleted=false' }),
  group_memberships: list('group_memberships'),
  organization_memberships: list('organization_memberships'),
  brands: list('brands'),
  ticket_fields: list('ticket_fields'),
  ticket_forms: list('ticket_forms'),
  custom_statuses: list('custom_statuses', 'whole'),
  user_fields: list('user_fields'),
  organization_fields: list('organization_fields'),
  macros: list('macros'),
  triggers: list('triggers'),
  automations: list('automations'),
  views: list('views'),
  sla_policies: list('slas/policies', 'offset'),
  schedules: list('business_hours/schedules', 'whole'),
  custom_roles: list('custom_roles', 'offset'),
  tags: list('tags', 'cursor', { key: 'name' }),
  holidays: list('business_hours/schedules/{id}/holidays', 'parents'),
  satisfaction_ratings: list('satisfaction_ratings'),
  survey_responses: list('guide/survey_responses', 'cursor', { largestPage: 50 }),
  audit_logs: list('audit_logs', 'cursor', { query: 'sort=created_at', isReversed: true }),
};

export const LIST_NAMES = z.array(z.custom<ListName>()).parse(Object.keys(SPECS));

/** The lists of which each page has a part. */
export const PAGED = LIST_NAMES.filter((name) => ['cursor', 'offset'].includes(SPECS[name].paging));
export const BY_CURSOR = LIST_NAMES.filter((name) => SPECS[name].paging === 'cursor');

/** A row of a list as a client sees it. */
export type Row = Readonly<Record<string, unknown>>;

const ROWS = z.array(z.record(z.string(), z.unknown()));
const CURSOR_PAGE = z.looseObject({
  meta: z.strictObject({
    has_more: z.boolean(),
    after_cursor: z.string().nullish(),
    before_cursor: z.string().nullish(),
  }),
  links: z.strictObject({ prev: z.url().nullable(), next: z.url().nullable() }).optional(),
});
const OFFSET_PAGE = z.looseObject({
  count: z.int(),
  next_page: z.url().nullable(),
  previous_page: z.url().nullable(),
});

export const rowsOf = (body: string, name: ListName): Row[] => ROWS.parse(parseObject(body)[name]);
export const parseCursorPage = (body: string): z.infer<typeof CURSOR_PAGE> => CURSOR_PAGE.parse(JSON.parse(body));
export const parseOffsetPage = (body: string): z.infer<typeof OFFSET_PAGE> => OFFSET_PAGE.parse(JSON.parse(body));

/** A simulated Zendesk, and a function that requests a path below `/api/v2/`. */
export type ListSimulation = Pick<Simulation, 'zendesk' | 'account' | 'clock'> & {
  readonly get: (path: string, authorization?: string) => Pick<Answer, 'status' | 'headers' | 'body'>;
};

/** Creates a simulated Zendesk. */
export function simulateLists(
  options: Omit<Partial<SimulatorOptions>, 'clock'> = {},
  account: Partial<AccountOptions> = {},
): ListSimulation {
  const clock = createManualClock();
  const { send, ...simulation } = simulate({
    ...UNLIMITED,
    clock,
    account: createAccount({ clock, ...account }),
    ...options,
  });
  return { ...simulation, clock, get: (path, authorization) => send(`../${path}`, [], authorization) };
}

/** Creates a simulated Zendesk whose tickets, people and lists have changed. */
export function simulateHistory({
  tickets = 300,
  seed = 1,
  exports = [],
}: { tickets?: number } & Pick<AccountOptions, 'seed' | 'exports'> = {}): ListSimulation {
  const simulation = simulateLists({}, { seed, exports });
  const history = { tickets, seed, nowMs: NOW * 1000, spanSeconds: 90 * 86_400 };
  fillHistory(simulation.account, history);
  fillPeople(simulation.account, history);
  fillLists(simulation.account, history);
  return simulation;
}

/** Returns all rows of a list, as a plain client reads them with this page size. */
export function drainList({ get }: Pick<ListSimulation, 'get'>, name: ListName, size: number, query = ''): Row[] {
  const { path, paging, query: own = '' } = SPECS[name];
  const read = (target: string, parameters: string): string => {
    const { status, body } = get(`${target}?${[own, query, parameters].filter(Boolean).join('&')}`);
    if (status !== 200) throw new Error(`${status} for ${name}: ${body}`);
    return body;
  };
  if (paging === 'whole') return rowsOf(read(path, ''), name);
  if (paging === 'parents') {
    const parents = rowsOf(read(SPECS.schedules.path, ''), 'schedules').map(({ id }) => String(id));
    return parents.flatMap((parent) => rowsOf(read(path.replace('{id}', parent), ''), name));
  }
  const rows: Row[] = [];
  for (let [number, after] = [1, '']; ; number += 1) {
    const body = read(path, paging === 'offset' ? `per_page=${size}&page=${number}` : `page[size]=${size}${after}`);
    rows.push(...rowsOf(body, name));
    if (paging === 'offset') {
      if (parseOffsetPage(body).next_page === null) return rows;
      continue;
    }
    const { meta } = parseCursorPage(body);
    if (!meta.has_more) return rows;
    after = `&page[after]=${encodeURIComponent(String(meta.after_cursor))}`;
  }
}

/** Returns the texts of the rows of a complete snapshot, in the order in which `drainList` reads them. */
export function expectedTexts({ zendesk }: Pick<ListSimulation, 'zendesk'>, name: ListName, view = {}): string[] {
  const texts = zendesk.expectedRows(name, view).map(({ text }) => text);
  return SPECS[name].isReversed ? texts.reverse() : texts;
}

/** Returns the parsed rows of a complete snapshot. */
export const expectedList = (simulation: Pick<ListSimulation, 'zendesk'>, name: ListName, view = {}): Row[] =>
  expectedTexts(simulation, name, view).map(parseObject);

/** Returns the values that identify rows. */
export const keysOf = (name: ListName, rows: readonly Row[]): unknown[] =>
  rows.map((row) => row[SPECS[name].key ?? 'id']);
