import { createRng } from '../rng.ts';
import { ticketReferences } from '../tickets/ticket.ts';
import { isoSecond } from '../time.ts';
import { ListRow } from './row.ts';
import { createRowHistory, type RowHistory } from './row-history.ts';
import { followTickets, type TicketList } from './ticket-list.ts';

/** Ids in the order of the times. Fewer tickets than this number. */
const IDS_PER_SECOND = 2 ** 20;
/** Seconds after which a rating no longer changes. */
const LATEST_ANSWER = 28 * 86_400;
const REASONS = ['No reason provided', 'The issue took too long to resolve', "The agent's knowledge is unsatisfactory"];

/**
 * Creates the ratings of legacy CSAT. Zendesk offers one for some tickets, and requesters answer some of them later. A real
 * account has either these ratings or survey responses.
 */
export function createSatisfactionRatings(tickets: TicketList, subdomain: string): Pick<RowHistory, 'at'> {
  const history = createRowHistory();
  const follow = followTickets(tickets, (facts) => {
    const rng = createRng(tickets.seed, 54, facts.id);
    if (facts.supportType === 'ai_agent' || !rng.chance(0.25)) return;
    const offered = facts.createdAt + Math.ceil(rng.lognormal(86_400, 1));
    const { requester, assignee, group } = ticketReferences({ ...facts, revision: 0 }, tickets.seed);
    const id = offered * IDS_PER_SECOND + facts.id;
    const put = (score: string, second: number, more: Readonly<Record<string, unknown>>): void => {
      const members = {
        url: `https://${subdomain}.zendesk.com/api/v2/satisfaction_ratings/${id}.json`,
        id,
        assignee_id: assignee,
        group_id: group,
        requester_id: requester,
        ticket_id: facts.id,
        score,
        created_at: isoSecond(offered),
        updated_at: isoSecond(second),
        ...more,
      };
      history.put(new ListRow(id, members), second * 1000);
    };
    put('offered', offered, { comment: null });
    if (!rng.chance(0.5)) return;
    const answered = offered + Math.min(LATEST_ANSWER, Math.ceil(rng.lognormal(14_400, 2)));
    const comment = rng.chance(0.3) ? rng.pick(['Danke!', '“Great” & fast', '遅すぎる\n😡']) : null;
    if (rng.chance(0.8)) put('good', answered, { comment });
    else put('bad', answered, { comment, reason: rng.pick(REASONS), reason_id: 38_101_970_000_011 });
  });
  return {
    at: (nowMs) => {
      follow();
      return history.at(nowMs);
    },
  };
}
