import { literal } from '#catalog/sql.ts';
import type { Row } from '#sandbox/lake/duckdb.ts';
import type { Lake } from '../core/session.ts';
import { withTables } from './warehouse.ts';

/** One of Zendesk's metrics, and the column of the models with the same meaning. Both are in calendar minutes. */
type Metric = {
  readonly metric: string;
  readonly column: string;
  /** The statuses whose times the models add up. */
  readonly statuses?: readonly string[];
};

/** Only the first reply is known to differ. */
const REPLY = 'reply_time_in_minutes';

const METRICS: readonly Metric[] = [
  { metric: REPLY, column: 'first_reply_time_calendar_minutes' },
  { metric: 'first_resolution_time_in_minutes', column: 'first_resolution_calendar_minutes' },
  { metric: 'full_resolution_time_in_minutes', column: 'final_resolution_calendar_minutes' },
  {
    metric: 'agent_wait_time_in_minutes',
    column: 'agent_wait_time_in_calendar_minutes',
    statuses: ['pending'],
  },
  {
    metric: 'requester_wait_time_in_minutes',
    column: 'requester_wait_time_in_calendar_minutes',
    statuses: ['new', 'open', 'hold'],
  },
  { metric: 'on_hold_time_in_minutes', column: 'on_hold_time_in_calendar_minutes', statuses: ['hold'] },
];

/** Minutes by which figures may differ: both are rounded. */
const TOLERANCE = 1;

/** Figures of one metric for one ticket. */
export type Figures = {
  readonly ticket: number;
  readonly zendesk: number | null;
  readonly dbt: number | null;
  /** Minutes until each comment that is private now and was not written by the requester. */
  readonly privateReplies: readonly number[];
  /** Number of times that the models add up. They round each to a minute. */
  readonly times: number;
};

export type Comparison = {
  readonly metric: string;
  readonly compared: number;
  /** Tickets whose first reply was made private later. */
  readonly madePrivate: readonly Figures[];
  /** Tickets with a sum of several times that differs by at most a minute for each. */
  readonly rounded: readonly Figures[];
  readonly wrong: readonly Figures[];
};

const isNear = (one: number | null, other: number | null, times = 1): boolean =>
  one === null || other === null ? one === other : Math.abs(one - other) <= TOLERANCE * times;

/**
 * Compares the figures of a metric. The one class of known differences: Zendesk counts a reply that is private now, so its
 * first reply is the moment of a private comment, and that of the models is later or missing.
 */
export function compareFigures(metric: string, figures: readonly Figures[]): Comparison {
  const different = figures.filter(({ zendesk, dbt }) => !isNear(zendesk, dbt));
  const wasPublic = ({ zendesk, dbt, privateReplies }: Figures): boolean =>
    metric === REPLY &&
    zendesk !== null &&
    (dbt === null || dbt > zendesk) &&
    privateReplies.some((minutes) => isNear(minutes, zendesk));
  const isRounded = ({ zendesk, dbt, times }: Figures): boolean => isNear(zendesk, dbt, times);
  return {
    metric,
    compared: figures.length,
    madePrivate: different.filter(wasPublic),
    rounded: different.filter(isRounded),
    wrong: different.filter((each) => !wasPublic(each) && !isRounded(each)),
  };
}

/** Compares the models with Zendesk's own metrics, for solved tickets: others have no wait times before their first change. */
export const compareWarehouse = (lake: Lake, file: string): Promise<Comparison[]> =>
  withTables(lake, `ATTACH ${literal(file)} AS warehouse (READ_ONLY);\n${PREPARE}`, async (tables) => {
    const comparisons: Comparison[] = [];
    for (const each of METRICS) {
      const rows = await tables.rows(figuresOf(each));
      comparisons.push(compareFigures(each.metric, rows.map(parseFigures)));
    }
    return comparisons;
  });

/**
 * Compares a column of the models with expected values.
 *
 * @param expected - minutes by the ticket's id
 */
export const compareColumn = (
  lake: Lake,
  file: string,
  column: string,
  expected: Readonly<Record<string, number | null>>,
): Promise<Comparison> =>
  withTables(lake, `ATTACH ${literal(file)} AS warehouse (READ_ONLY)`, async (tables) => {
    const rows = await tables.rows(
      `SELECT ticket_id AS ticket, CAST(${column} AS DOUBLE) AS dbt FROM ${METRICS_MODEL}`,
    );
    const values = new Map(rows.map(({ ticket, dbt }) => [String(ticket), numberOf(dbt)]));
    const figures = Object.entries(expected).map(([id, zendesk]): Figures => ({
      ticket: Number(id),
      zendesk,
      dbt: values.get(id) ?? null,
      privateReplies: [],
      times: 1,
    }));
    return compareFigures(`expected ${column}`, figures);
  });

const METRICS_MODEL = 'warehouse.main_zendesk.zendesk__ticket_metrics';

/** Metrics are sideloaded as records, or inside of tickets. */
const PREPARE = `CREATE TEMP TABLE zendesk_metrics AS
SELECT t.id AS ticket_id, t.created_at, t.requester_id, CASE WHEN m.id IS NULL THEN CAST(t.metric_set AS JSON) ELSE to_json(m) END AS metrics
FROM tickets_latest AS t LEFT JOIN tickets_metric_sets AS m ON m.subdomain = t.subdomain AND m.ticket_id = t.id;
CREATE TEMP TABLE private_replies AS
SELECT c.ticket_id, list(date_diff('second', z.created_at, c.created_at) / 60) AS minutes
FROM ticket_comments AS c JOIN zendesk_metrics AS z USING (ticket_id)
WHERE NOT c.public AND c.author_id <> z.requester_id
GROUP BY c.ticket_id`;

const figuresOf = ({ metric, column, statuses = [] }: Metric): string =>
  `SELECT d.ticket_id AS ticket, CAST(d.${column} AS DOUBLE) AS dbt, CAST(json_extract_string(CAST(json_extract_string(z.metrics, '$.${metric}') AS JSON), '$.calendar') AS DOUBLE) AS zendesk,
  array_to_string(p.minutes, ' ') AS private_replies, (
    SELECT greatest(count(*), 1)
    FROM warehouse.zendesk.ticket_field_history AS h
    WHERE h.ticket_id = d.ticket_id AND field_name = 'status' AND list_contains([${statuses.map(literal).join(', ')}], value)
  ) AS times
FROM ${METRICS_MODEL} AS d
JOIN zendesk_metrics AS z USING (ticket_id)
LEFT JOIN private_replies AS p USING (ticket_id)
WHERE d.status IN ('solved', 'closed')
ORDER BY d.ticket_id`;

const numberOf = (value: Row[string] | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

const parseFigures = ({ ticket, zendesk, dbt, private_replies: replies, times }: Row): Figures => ({
  ticket: Number(ticket),
  zendesk: numberOf(zendesk),
  dbt: numberOf(dbt),
  privateReplies: typeof replies === 'string' ? replies.split(' ').map(Number) : [],
  times: Number(times),
});
