import { ORGANIZATION_TAGS } from '../organizations/organization.ts';
import { createRng } from '../rng.ts';
import { TAGS as TICKET_TAGS } from '../tickets/ticket.ts';
import { USER_TAGS } from '../users/user.ts';
import { ListRow } from './row.ts';

const DAY_MS = 86_400_000;
/** Tags of campaigns, so that the list has more than a page. */
const CAMPAIGNS = 140;

/** The tags of tickets, users and organizations. Both tickets and users have `vip`. */
const NAMES: readonly string[] = [
  ...new Set([...TICKET_TAGS, ...USER_TAGS, ...ORGANIZATION_TAGS]),
  ...Array.from({ length: CAMPAIGNS }, (_, index) => `campaign_${index + 1}`),
];

/**
 * Returns the tags. The counts change once a day, and their order with them. They are drawn: Zendesk counts only the last
 * 60 days, so that a client cannot compare them with its tickets either.
 */
export function listTags(seed: number, nowMs: number): ListRow[] {
  const day = Math.floor(nowMs / DAY_MS);
  return NAMES.flatMap((name, index) => {
    const uses = Math.floor(createRng(seed, 52, index).lognormal(60, 1.5));
    const count = uses + createRng(seed, 53, index, day).int(-20, 20);
    return count > 0 ? [new ListRow(name, { name, count })] : [];
  });
}
