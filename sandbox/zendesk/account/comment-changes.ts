import { hasAttachment, hasComment, isPublicComment, type WrittenComment } from '../tickets/comment.ts';
import type { TicketFacts } from '../tickets/ticket.ts';
import type { Change } from './change.ts';
import type { TicketLog } from './ticket-log.ts';

/** The operations on the comments of tickets. A comment is named by the revision that added it, the description by 0. */
export type CommentChanges = {
  /** Adds a comment and keeps the ticket's fields. Default: public, by any agent. */
  comment(id: number, body: string, comment?: Change & { readonly isPublic?: boolean; readonly author?: number }): void;
  /**
   * Makes a part of a comment unreadable, for example a card number.
   *
   * @throws RangeError if the revision has no comment
   */
  redact(id: number, revision: number, change?: Change): void;
  /**
   * Replaces the attachment of a comment.
   *
   * @throws RangeError if the revision has no comment with an attachment
   */
  redactFile(id: number, revision: number, change?: Change): void;
  /**
   * Makes a public comment private, or a private one public. The reply that it was stays in the ticket's metrics.
   *
   * @throws RangeError if the revision has no comment, or it is so already
   */
  setPublic(id: number, revision: number, isPublic: boolean, change?: Change): void;
};

/** Returns the changes of a ticket with another comment. */
export function withComment(facts: TicketFacts, comment: WrittenComment): Pick<TicketFacts, 'revision' | 'written'> {
  const revision = facts.revision + 1;
  return { revision, written: new Map(facts.written).set(revision, comment) };
}

/** Creates the operations on the comments of these tickets. */
export function commentChanges({ current, changeOnly, seed }: TicketLog): CommentChanges {
  const findComment = (id: number, revision: number): TicketFacts => {
    const { facts } = current(id);
    if (!hasComment(facts, revision, seed)) {
      throw new RangeError(`revision ${revision} of ticket ${id} has no comment`);
    }
    return facts;
  };

  return {
    comment: (id, body, { isPublic = true, author, ...when } = {}) =>
      changeOnly(id, when, withComment(current(id).facts, { body, isPublic }), { updater: author }),
    redact: (id, revision, when = {}) => {
      const { redacted = [] } = findComment(id, revision);
      changeOnly(id, when, { redacted: [...redacted, revision] }, { act: { kind: 'redaction', revision } });
    },
    redactFile: (id, revision, when = {}) => {
      const facts = findComment(id, revision);
      const { redactedFiles = [] } = facts;
      if (!hasAttachment(facts, revision, seed)) {
        throw new RangeError(`revision ${revision} of ticket ${id} has no attachment`);
      }
      const act = { kind: 'file redaction', revision } as const;
      changeOnly(id, when, { redactedFiles: [...redactedFiles, revision] }, { act });
    },
    setPublic: (id, revision, isPublic, when = {}) => {
      const facts = findComment(id, revision);
      const { switched = [] } = facts;
      if (isPublicComment(facts, revision, seed) === isPublic) {
        throw new RangeError(`the comment of revision ${revision} of ticket ${id} has this privacy already`);
      }
      const others = switched.filter((each) => each !== revision);
      const changed = others.length < switched.length ? others : [...others, revision];
      changeOnly(id, when, { switched: changed }, { act: { kind: 'privacy', revision } });
    },
  };
}
