import { isoSecond } from './render.ts';
import type { Landing } from './write.ts';

const SECOND = 1_767_225_600;

/** Child events of unexpected types. They may give NULL, but no error, and may not hide other events. */
const ODD_CHILDREN: readonly unknown[] = [
  null,
  'text',
  5,
  { event_type: 'Change', status: 'open' },
  [],
  [null, 5, 'text', true, [1]],
  [{ event_type: 'Change', id: 1, custom_ticket_fields: 5, previous_value: null }],
  [{ event_type: 'Change', id: 2, status: { a: 1 }, previous_value: [1, 2] }],
  [{ event_type: ['Change'], id: 3, status: 'open' }],
  [{ event_type: 'Change', id: 4, custom_ticket_fields: { 3001: { a: null }, 3002: null } }],
  [{ event_type: 'Comment', id: 'none', public: 'maybe', body: 7, via: null }],
  [{ event_type: 'CommentRedactionEvent', id: 6, comment_id: {} }],
];

/** Events of an account with odd child events. */
export const oddLanding = (): Landing => ({
  dataset: 'ticket_events',
  page: { subdomain: 'odd', start: SECOND, end: SECOND + 100, readAt: SECOND + 200, landedAt: SECOND + 200 },
  records: ODD_CHILDREN.map((children, index) => ({
    id: index + 1,
    ticket_id: 1,
    timestamp: SECOND + index,
    created_at: isoSecond(SECOND + index),
    updater_id: 900,
    via: 'Web service',
    child_events: children,
  })),
});
