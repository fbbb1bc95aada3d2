import { createRng, type Rng } from '../rng.ts';
import { commentBody, hasAttachment, isPublicComment } from '../tickets/comment.ts';
import { userName } from '../tickets/people.ts';
import type { TicketFacts } from '../tickets/ticket.ts';
import { isoSecond } from '../time.ts';
import type { Members } from './fields.ts';

/** A comment as a child event. */
export type CommentEvent = {
  readonly eventType: 'Comment' | 'VoiceComment';
  readonly isPublic: boolean;
  /** The members that only `include=comment_events` adds. */
  readonly content: Readonly<Record<string, unknown>> & { readonly body: string; readonly html_body: string };
};

/** Returns the comment of a ticket's revision. The first one is the ticket's description. */
export function commentEvent(facts: TicketFacts, ticket: Members, author: number, seed: number): CommentEvent {
  const { revision, generatedTimestamp } = facts;
  const body = revision === 0 ? ticket.description : commentBody(facts, revision, seed);
  const isCall = revision === 0 && ticket.via['channel'] === 'voice';
  const isPublic = isPublicComment(facts, revision, seed);
  return {
    eventType: isCall ? 'VoiceComment' : 'Comment',
    isPublic,
    content: {
      type: isCall ? 'VoiceComment' : 'Comment',
      author_id: author,
      body,
      html_body: toHtml(body),
      plain_body: body,
      public: isPublic,
      attachments: hasAttachment(facts, revision, seed) ? [attachment(facts, seed)] : [],
      ...(isCall && { data: callData(author, generatedTimestamp, createRng(seed, facts.id, 39)) }),
      created_at: isoSecond(generatedTimestamp),
    },
  };
}

function toHtml(body: string): string {
  const escaped = body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<div class="zd-comment" dir="auto"><p dir="auto">${escaped.replaceAll('\n', '<br>')}</p></div>`;
}

/** Returns the id of the attachment of a ticket's revision. */
export const attachmentId = (ticket: number, revision: number): number => 38_400_000_000_000 + ticket * 1000 + revision;

/** Zendesk replaces a redacted attachment with an empty text. */
function attachment({ id: ticket, revision, redactedFiles = [] }: TicketFacts, seed: number): Record<string, unknown> {
  const rng = createRng(seed, ticket, 36, revision);
  const id = attachmentId(ticket, revision);
  if (redactedFiles.includes(revision)) return { id, file_name: 'redacted.txt', content_type: 'text/plain', size: 1 };
  const fileName = rng.pick(['image001.png', 'Überweisung.pdf', 'ログ.txt']);
  return { id, file_name: fileName, content_type: 'application/octet-stream', size: rng.int(500, 900_000) };
}

/** The members of a voice comment's `data` in Zendesk's reference. */
const callData = (caller: number, second: number, rng: Rng): Record<string, unknown> => ({
  from: `+4930${rng.int(1_000_000, 9_999_999)}`,
  to: '+493012345',
  recording_url: null,
  call_duration: rng.int(5, 1800),
  answered_by_id: null,
  answered_by_name: null,
  caller_name: userName(caller),
  location: 'Berlin',
  started_at: isoSecond(second - 60),
});
