import { type ColumnType, defineColumns } from '../column.ts';
import { DATASETS } from '../datasets.ts';
import type { Dialect } from '../dialect.ts';
import type { Layout } from '../layout.ts';
import { LANDED, SUBDOMAIN } from '../record-columns.ts';
import { literal } from '../sql.ts';
import { childEvents, childrenOfCopies } from './child-events.ts';
import { columnsOf, type DerivedView, sameIn } from './derived-view.ts';

const KINDS = ['Comment', 'VoiceComment', 'FacebookComment', 'Tweet'];
const REDACTION = 'CommentRedactionEvent';

/** A page lands at most this long after it was requested: the longest time that Lambda runs. */
const LANDING_MINUTES = 15;

/**
 * Comments. Zendesk serves a redacted comment with its old event, and only to an export that asks for its second again.
 * So the text of a copy that may have been requested before the redaction is not shown.
 */
export const COMMENTS: DerivedView = {
  name: 'ticket_comments',
  meaning: 'Every comment of every ticket, as last read, without texts that were redacted since',
  sources: [DATASETS.ticket_events],
  columns: [
    SUBDOMAIN,
    ...defineColumns({
      id: ['bigint', "The comment's id"],
      ticket_id: ['bigint', 'The ticket'],
      author_id: ['bigint', 'The user who wrote it'],
      created_at: ['instant', 'When it was written'],
      public: ['boolean', 'True if it is public, as last read'],
      type: ['text', KINDS.join(', ')],
      body: ['text', 'Text. NULL if it was redacted later than 15 minutes before the object was written'],
      html_body: ['text', 'The same as HTML'],
      via: ['json', 'How it was written: channel'],
      event_id: ['bigint', 'The event that holds it'],
      redacted_at: ['instant', 'When it was last redacted'],
      privacy_changed: ['boolean', 'True if landed copies differ in `public`'],
    }),
    ...LANDED,
  ],
  key: ['subdomain', 'id'],
  sql: (dialect, layout) => {
    const { quoted } = dialect;
    const [redacted, landed] = [`e.${quoted('redacted_at')}`, `c.${quoted('landed_at')}`];
    const isClean = `${redacted} IS NULL OR ${dialect.minutesAfter(redacted, LANDING_MINUTES)} < ${landed}`;
    const unredacted = (name: string): string => `CASE WHEN ${isClean} THEN c.${quoted(name)} END AS ${quoted(name)}`;
    const privacy = quoted('privacy_changed');
    return `SELECT ${columnsOf(dialect, ['subdomain', 'id', 'ticket_id', 'author_id', 'created_at', 'public', 'type'], 'c')}, ${unredacted('body')}, ${unredacted('html_body')}, ${columnsOf(dialect, ['via', 'event_id'], 'c')}, ${redacted}, coalesce(e.${privacy}, false) AS ${privacy}, ${columnsOf(dialect, ['landed_at', 'landed_in'], 'c')}
FROM (
${comments(dialect, layout)}
) AS c
LEFT JOIN (
${edits(dialect, layout)}
) AS e ON ${sameIn(dialect, 'e', 'c', ['subdomain', 'id'])}`;
  },
};

/** SQL for a member of a child event. */
const member = ({ quoted, read, json }: Dialect, type: ColumnType, name: string): string =>
  read(type, json.text(quoted('child'), name));

/** Without the sideload `comment_events`, a comment has only `comment_public`. */
const isPublic = ({ quoted, json }: Dialect): string =>
  `coalesce(${json.text(quoted('child'), 'public')}, ${json.text(quoted('child'), 'comment_public')})`;

const comments = (dialect: Dialect, layout: Layout): string => {
  const { quoted, read, json } = dialect;
  const selected: Readonly<Record<string, string>> = {
    id: member(dialect, 'bigint', 'id'),
    author_id: member(dialect, 'bigint', 'author_id'),
    created_at: `coalesce(${member(dialect, 'instant', 'created_at')}, ${quoted('at')})`,
    public: read('boolean', isPublic(dialect)),
    type: quoted('kind'),
    body: member(dialect, 'text', 'body'),
    html_body: member(dialect, 'text', 'html_body'),
    via: json.json(quoted('child'), 'via'),
  };
  const named = Object.entries(selected).map(([name, sql]) => `${sql} AS ${quoted(name)}`);
  return `SELECT ${columnsOf(dialect, ['subdomain', 'ticket_id', 'event_id', 'landed_at', 'landed_in'])}, ${named.join(', ')}
FROM (
${childEvents(dialect, layout, KINDS)}
)`;
};

/**
 * The comments that were redacted or whose copies differ in privacy, from one more scan. A redaction is an event. When the
 * privacy of a comment changes, Zendesk sends an event without child events, and serves the comment's own one changed.
 */
function edits(dialect: Dialect, layout: Layout): string {
  const { quoted, read, json } = dialect;
  const [child, at] = [quoted('child'), quoted('at')];
  const kind = json.text(child, 'event_type');
  const comment = read('bigint', `coalesce(${json.text(child, 'comment_id')}, ${json.text(child, 'id')})`);
  const redactedAt = `max(CASE WHEN ${kind} = ${literal(REDACTION)} THEN ${at} END)`;
  const hasChanged = `min(${isPublic(dialect)}) <> max(${isPublic(dialect)})`;
  return `SELECT ${quoted('subdomain')}, ${comment} AS ${quoted('id')}, ${redactedAt} AS ${quoted('redacted_at')}, ${hasChanged} AS ${quoted('privacy_changed')}
FROM (
${childrenOfCopies(dialect, layout)}
)
WHERE ${kind} IN (${[...KINDS, REDACTION].map(literal).join(', ')})
GROUP BY 1, 2
HAVING ${redactedAt} IS NOT NULL OR ${hasChanged}`;
}
