import type { FieldChange, Story, StoryEvent } from './story.ts';

export const isoSecond = (second: number): string => `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;

/** The text of a comment after its redaction. */
export const REDACTED = '▇▇▇▇';

/** The comment's id, which is that of the event's first child. */
export const commentId = ({ id }: StoryEvent): number => id + 1;

/** A comment as Zendesk shows it at a moment. */
export function commentAt(story: Story, event: StoryEvent, moment: number): { body: string; isPublic: boolean } {
  const past = story.events.filter(({ second }) => second < moment);
  const { body = '', isPublic = false } = event.comment ?? {};
  return {
    body: past.some(({ redacts }) => redacts === event) ? REDACTED : body,
    isPublic: isPublic && !past.some(({ hides }) => hides === event),
  };
}

/** An event as Zendesk sends it at a moment. */
export function renderEvent(story: Story, event: StoryEvent, moment: number): object {
  const { id, ticket, second, updater, changes, comment, redacts } = event;
  const children = [
    ...(comment === undefined ? [] : [commentChild(story, event, moment)]),
    ...(redacts === undefined
      ? []
      : [{ comment_id: String(commentId(redacts)), event_type: 'CommentRedactionEvent', via: 'Web service' }]),
    ...changes.map(fieldChild),
  ];
  return {
    child_events: children.map((child, index) => ({ ...child, id: id + 1 + index, via_reference_id: null })),
    id,
    ticket_id: ticket,
    timestamp: second,
    created_at: isoSecond(second),
    updater_id: updater,
    via: children.length === 0 ? 'SLA' : 'Web service',
    system: { client: null },
    event_type: 'Audit',
  };
}

function commentChild(story: Story, event: StoryEvent, moment: number): object {
  const { body, isPublic } = commentAt(story, event, moment);
  return {
    type: 'Comment',
    author_id: event.comment?.author,
    body,
    html_body: `<p>${body}</p>`,
    plain_body: body,
    public: isPublic,
    attachments: [],
    created_at: isoSecond(event.second),
    event_type: 'Comment',
    via: { channel: 'api' },
  };
}

function fieldChild({ kind, field, value, ...change }: FieldChange): object {
  const members =
    field === 'tags'
      ? { tags: value, added_tags: value, removed_tags: [] }
      : /^\d+$/.test(field)
        ? { custom_ticket_fields: { [field]: value } }
        : { [field]: value };
  const previous = 'previous' in change ? { previous_value: change.previous, via: 'Rule', rel: 'trigger' } : {};
  return { ...members, ...previous, event_type: kind };
}

/** The tickets as they are at the end of a story. */
export const renderTickets = ({ tickets, events }: Story): object[] =>
  [...tickets].map(([id, values]) => {
    const own = events.filter(({ ticket }) => ticket === id);
    const { satisfaction_score: score = 'unoffered', lane: _, ...fields } = Object.fromEntries(values);
    const system = Object.entries(fields).filter(([field]) => !/^\d+$/.test(field));
    const custom = Object.entries(fields).filter(([field]) => /^\d+$/.test(field));
    const { organization_id: organization = null, custom_status_id: status, ...plain } = Object.fromEntries(system);
    const last = own.at(-1)?.second ?? 0;
    return {
      id,
      created_at: isoSecond(own[0]?.second ?? 0),
      updated_at: isoSecond(last),
      generated_timestamp: last,
      ...plain,
      // Text in events, numbers here.
      organization_id: organization === null ? null : Number(organization),
      custom_status_id: Number(status),
      satisfaction_rating: { score },
      custom_fields: custom.map(([field, value]) => ({ id: Number(field), value })),
    };
  });
