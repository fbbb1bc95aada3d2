import { latestName, snapshotsName } from '../dataset.ts';
import { DATASETS } from '../datasets.ts';
import { columns, eachOf, instants, member, rowsOf, type SourceTable, synced, SYNCED } from './source-table.ts';

const TICKETS = latestName(DATASETS.tickets);
const USERS = latestName(DATASETS.users);
const ORGANIZATIONS = latestName(DATASETS.organizations);

/** The channel of a ticket. */
const VIA = [
  ['channel', 'via_channel'],
  ['source.from.id', 'via_source_from_id'],
  ['source.from.title', 'via_source_from_title'],
  ['source.from.address', 'via_source_from_address'],
  ['source.rel', 'via_source_rel'],
  ['source.to.address', 'via_source_to_address'],
  ['source.to.name', 'via_source_to_name'],
]
  .map(([path = '', name = '']) => member('via', path, name))
  .join(', ');

const TICKET_COLUMNS = columns(`id url external_id type subject description priority status recipient requester_id
  submitter_id assignee_id organization_id group_id brand_id ticket_form_id problem_id forum_topic_id has_incidents
  is_public allow_channelback custom_fields`);

const USER_COLUMNS = columns(`id url name email alias phone active suspended time_zone locale locale_id organization_id
  external_id details notes moderator only_private_comments restricted_agent shared shared_agent signature
  ticket_restriction two_factor_auth_enabled verified user_fields`);

/**
 * The package counts comments of agents by their role of today. An agent who left is an end user in Zendesk: the last role
 * as an agent is kept, as landed versions show it.
 */
const USER = `SELECT ${USER_COLUMNS}, coalesce(agent_role, role) AS role, ${instants('created_at updated_at last_login_at')}, ${synced('is_deleted')}
FROM ${rowsOf(USERS)}
LEFT JOIN (
  SELECT id, max_by(role, updated_at) AS agent_role
  FROM ${rowsOf(DATASETS.users.name)}
  WHERE role IN ('agent', 'admin')
  GROUP BY id
) USING (id)`;

const ORGANIZATION_COLUMNS = columns(`id url name details notes external_id group_id shared_comments shared_tickets
  organization_fields`);

/** A form has one row per version that a snapshot shows. */
const TICKET_FORM_HISTORY = `SELECT DISTINCT ON (id, updated_at) ${columns('id name display_name active end_user_visible')}, ${instants('created_at updated_at')}, ${synced('is_deleted')}
FROM ${rowsOf(snapshotsName({ name: 'ticket_forms' }))}
ORDER BY id, updated_at, snapshot_at DESC`;

/** Tables of tickets, people and settings. */
export const RECORD_TABLES: readonly SourceTable[] = [
  {
    name: 'ticket',
    sql: `SELECT ${TICKET_COLUMNS}, ${VIA}, ${instants('created_at updated_at due_at')}, ${synced('is_deleted')}
FROM ${rowsOf(TICKETS)}`,
    ifEmpty: 'Export tickets.',
  },
  { name: 'ticket_tag', sql: eachOf(TICKETS, 'tags', `id AS ticket_id, value AS tag, ${SYNCED}`) },
  { name: 'user', sql: USER, ifEmpty: 'Export users: without them, no comment is a reply.' },
  { name: 'user_tag', sql: eachOf(USERS, 'tags', `id AS user_id, value AS tag, ${SYNCED}`) },
  {
    name: 'organization',
    sql: `SELECT ${ORGANIZATION_COLUMNS}, ${instants('created_at updated_at')}, ${synced('is_deleted')}
FROM ${rowsOf(ORGANIZATIONS)}`,
    ifEmpty: 'Export organizations, or set using_organizations to false.',
  },
  {
    name: 'organization_tag',
    sql: eachOf(ORGANIZATIONS, 'tags', `id AS organization_id, value AS tag, ${SYNCED}`),
  },
  {
    name: 'domain_name',
    sql: `SELECT id AS organization_id, value AS domain_name, index, ${SYNCED}
FROM (SELECT *, unnest(domain_names) AS value, generate_subscripts(domain_names, 1) - 1 AS index FROM ${rowsOf(ORGANIZATIONS)})`,
  },
  {
    name: 'group',
    sql: `SELECT ${columns('id name url')}, ${instants('created_at updated_at')}, ${synced('is_deleted')}
FROM ${rowsOf('groups')}`,
    ifEmpty: 'Export groups.',
  },
  {
    name: 'brand',
    sql: `SELECT ${columns('id name url brand_url active has_help_center help_center_state')}, regexp_extract(brand_url, '//([^.]+)', 1) AS subdomain, ${synced('is_deleted')}
FROM ${rowsOf('brands')}`,
    ifEmpty: 'Export brands, or set using_brands to false.',
  },
  {
    name: 'ticket_form_history',
    sql: TICKET_FORM_HISTORY,
    ifEmpty: 'Export ticket_forms, or set using_ticket_form_history to false.',
  },
  {
    name: 'audit_log',
    sql: `SELECT ${columns('id action actor_id change_description source_id source_label source_type')}, ${instants('created_at')}, ${SYNCED}
FROM ${rowsOf('audit_logs')}`,
  },
];
