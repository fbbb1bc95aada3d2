/** A list that is exported together with the tickets. */
export type SimulatedListName =
  'macros' | 'custom_roles' | 'custom_statuses' | 'holidays' | 'satisfaction_ratings' | 'audit_logs';

/** A list of the simulated account, as the invariants see it. Written down again, independently of the function. */
export type SimulatedList = {
  readonly name: SimulatedListName;
  readonly kind: 'list';
  /** The key of its cursor item: `acme/macros`. */
  readonly id: string;
  /** The paths of its requests. */
  readonly endpoints: readonly string[];
  readonly paging: 'cursor' | 'offset' | 'none';
  /** The parameters that every request must have. */
  readonly query: Readonly<Record<string, string>>;
  /** The list whose records are its parents, if there is one list per parent. */
  readonly parents?: 'schedules';
  /** If a snapshot reads only a window of time. */
  readonly window?: SimulatedWindow;
};

type SimulatedWindow = {
  /** Seconds that are read again before the last complete snapshot. */
  readonly seconds: number;
  /** Whether rows of the list can change after their creation. */
  readonly canChange: boolean;
  /** Reads the interval (epoch seconds) in which the requested rows were created. */
  readonly read: (query: URLSearchParams) => { readonly since: number; readonly until?: number };
};

const DAY = 86_400;

const list = (
  name: SimulatedListName,
  path: string,
  paging: SimulatedList['paging'],
  differences: Partial<SimulatedList> = {},
): SimulatedList => ({
  name,
  kind: 'list',
  id: `acme/${name}`,
  endpoints: [`/api/v2/${path}`],
  paging,
  query: {},
  ...differences,
});

/** One list of each form. */
const LISTS: Readonly<Record<SimulatedListName, SimulatedList>> = {
  macros: list('macros', 'macros', 'cursor'),
  custom_roles: list('custom_roles', 'custom_roles', 'offset'),
  custom_statuses: list('custom_statuses', 'custom_statuses', 'none'),
  holidays: list('holidays', '', 'none', {
    endpoints: ['/api/v2/business_hours/schedules', '/api/v2/business_hours/schedules/{id}/holidays'],
    parents: 'schedules',
  }),
  satisfaction_ratings: list('satisfaction_ratings', 'satisfaction_ratings', 'cursor', {
    window: {
      seconds: 30 * DAY,
      canChange: true,
      read: (query) => ({ since: Number(query.get('start_time')) }),
    },
  }),
  audit_logs: list('audit_logs', 'audit_logs', 'cursor', {
    query: { sort: 'created_at' },
    window: { seconds: 3600, canChange: false, read: readCreatedAt },
  }),
};

function readCreatedAt(query: URLSearchParams): { readonly since: number; readonly until: number } {
  const [since = Number.NaN, until = Number.NaN] = query
    .getAll('filter[created_at][]')
    .map((time) => Date.parse(time) / 1000);
  return { since, until };
}

/** The lists with these names. */
export const listsOf = (names: readonly SimulatedListName[]): readonly SimulatedList[] =>
  names.map((name) => LISTS[name]);

/** True if this request belongs to the export or list. */
export const isRequestFor = (path: string, { endpoints }: { readonly endpoints: readonly string[] }): boolean =>
  endpoints.includes(path.replace(/\/\d+\//, '/{id}/'));

/** The key of a row of a list: its id, and that of its parent in front if there is one. */
export const rowKey = (id: number, parent?: string): string => (parent === undefined ? String(id) : `${parent}/${id}`);
