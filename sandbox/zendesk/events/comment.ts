import { createRng, type Rng } from '../rng.ts';
import { commentBody, isPublicComment } from '../tickets/comment.ts';
import { userName } from '../tickets/people.ts';
import type { TicketFacts } from '../tickets/ticket.ts';
import { isoSecond } from '../time.ts';
import type { Members } from './fields.ts';

/** A comment as a child event. */
export type CommentEvent = {
  readonly eventType: 'Comment' | 'VoiceComment';
  readonly isPublic: boolean;
  /** The members that only `include=comment_events` adds. */
  readonly content: Readonly<Record<string, unknown>>;
};

/** Returns the comment of a ticket's revision. The first one is the ticket's description. */
export function commentEvent(facts: TicketFacts, ticket: Members, author: number, seed: number): CommentEvent {
  const { id, revision, generatedTimestamp } = facts;
  const body = revision === 0 ? ticket.description : commentBody(facts, revision, seed);
  const isCall = revision === 0 && ticket.via['channel'] === 'voice';
  const isPublic = isPublicComment(id, revision, seed);
  const rng = createRng(seed, id, 31, revision);
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
      attachments: rng.chance(0.1) ? [attachment(rng, id)] : [],
      ...(isCall && { data: callData(author, generatedTimestamp, rng) }),
      created_at: isoSecond(generatedTimestamp),
    },
  };
}

function toHtml(body: string): string {
  const escaped = body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<div class="zd-comment" dir="auto"><p dir="auto">${escaped.replaceAll('\n', '<br>')}</p></div>`;
}

function attachment(rng: Rng, ticket: number): Record<string, unknown> {
  const fileName = rng.pick(['image001.png', 'Überweisung.pdf', 'ログ.txt']);
  const id = 38_400_000_000_000 + ticket * 100 + rng.int(0, 99);
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
