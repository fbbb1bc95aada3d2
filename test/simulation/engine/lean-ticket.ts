import type { RenderTicket } from '#sandbox/zendesk/tickets/ticket.ts';

/** Part of every ticket's text. If it appears in a log, the log quotes content. */
export const CONTENT_MARKER = 'planted-content';

/**
 * A very small ticket, so that thousands of scenarios are fast. It has the fields that the exporter reads, a number that a
 * double cannot represent, and text that looks like JSON structure.
 */
export const leanTicket: RenderTicket = ({ id, revision, generatedTimestamp, updatedAt, state, supportType }) => ({
  head:
    `{"id":${id},"generated_timestamp":${generatedTimestamp},"updated_at":${updatedAt},"status":"${state}",` +
    `"subject":"${CONTENT_MARKER} \\"}],\\"end_time\\":1 ${revision}","big":9007199254740993`,
  tail: `,"support_type":"${supportType}"}`,
});
