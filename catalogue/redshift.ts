import { type Layout, ticketsIn } from './layout.ts';

/**
 * Each ticket in its latest version, for Redshift Spectrum over the Glue database as external schema `zendesk`.
 * Spectrum does not say when an object was written, so between two versions of one second the object decides that was
 * asked for from a later position.
 */
export function redshiftLatest(layout: Layout, fields: readonly string[]): string {
  const { member } = ticketsIn(layout);
  const object = member === undefined ? 't' : 'r';
  const source = member === undefined ? 'zendesk.tickets_raw AS t' : `zendesk.tickets_raw AS r, r.${member} AS t`;
  return `SELECT ${['subdomain', ...fields].join(', ')}
FROM (
  SELECT ${[`${object}.subdomain`, ...fields.map((field) => `t.${field}`)].join(', ')}, row_number() OVER (
    PARTITION BY ${object}.subdomain, t.id ORDER BY t.generated_timestamp DESC, ${object}."$path" DESC
  ) AS recency
  FROM ${source}
  WHERE t.id IS NOT NULL
) AS copies
WHERE recency = 1`;
}
