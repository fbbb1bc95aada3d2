import type { Rng } from '../rng.ts';

/** A reason for a bad rating. Zendesk's built-in reasons have codes from 1000 on. */
type RatingReason = { readonly code: number; readonly id: number; readonly title: string };

/** A requester's rating of a ticket. `offered` means that Zendesk has asked for it. */
export type Rating = {
  readonly score: 'offered' | 'good' | 'bad';
  readonly comment?: string;
  /** Only of a bad rating. */
  readonly reason?: RatingReason;
};

/** The member of a ticket with its rating. */
export type TicketRating = {
  readonly id?: number;
  readonly score: string;
  readonly comment?: string;
  readonly reason?: string;
  readonly reason_id?: number;
};

const FIRST_RATING = 38_368_000_000_000;
const REASONS: readonly RatingReason[] = [
  { code: 1000, id: 38_101_970_000_011, title: 'No reason provided' },
  { code: 5, id: 38_101_970_000_043, title: 'The issue took too long to resolve' },
];
const COMMENTS = ['Danke!', '“Great” & fast', '遅すぎる\n😡'];

/** Draws a requester's answer. */
export function drawAnswer(rng: Rng): Rating {
  const comment = rng.chance(0.4) ? { comment: rng.pick(COMMENTS) } : {};
  if (rng.chance(0.7)) return { score: 'good', ...comment };
  return { score: 'bad', ...comment, ...(rng.chance(0.7) && { reason: rng.pick(REASONS) }) };
}

/** Draws the rating of a ticket that has no other one. Zendesk offers one for some tickets. */
export const drawOffer = (rng: Rng): TicketRating | null =>
  rng.chance(0.5) ? { score: rng.pick(['unoffered', 'offered']) } : null;

/** Returns the member of a ticket with its rating: the members of the reference. Only answers have an id. */
export function ratingOf(
  { id, rating }: { readonly id: number; readonly rating?: Rating },
  offer: TicketRating | null,
): TicketRating | null {
  if (!rating) return offer;
  const { score, comment, reason } = rating;
  return {
    ...(score !== 'offered' && { id: FIRST_RATING + id * 20 }),
    score,
    ...(comment !== undefined && { comment }),
    ...(reason && { reason: reason.title, reason_id: reason.id }),
  };
}

/** Returns the code of a rating's reason, as in ticket events. */
export const reasonCode = (rating: TicketRating | null): string | null => {
  const code = REASONS.find(({ id }) => id === rating?.reason_id)?.code;
  return code === undefined ? null : String(code);
};
