import type { RenderTicket } from '#sandbox/zendesk/tickets/ticket.ts';

/** Stands in every ticket's text, so that a log that quotes one shows. */
export const CONTENT_MARKER = 'planted-content';

/**
 * A ticket of a few bytes, so that thousands of scenarios take no time. It has what the exporter looks at, a number
 * that no double holds, and text that looks like JSON's own structure.
 */
export const leanTicket: RenderTicket = ({ id, revision, generatedTimestamp, updatedAt, state, supportType }) => ({
  head:
    `{"id":${id},"generated_timestamp":${generatedTimestamp},"updated_at":${updatedAt},"status":"${state}",` +
    `"subject":"${CONTENT_MARKER} \\"}],\\"end_time\\":1 ${revision}","big":9007199254740993`,
  tail: `,"support_type":"${supportType}"}`,
});
