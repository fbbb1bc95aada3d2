import { createRng, type Rng } from '../rng.ts';
import { ticketReferences } from '../tickets/ticket.ts';
import { ListRow } from './row.ts';
import { createRowHistory, type RowHistory } from './row-history.ts';
import { followTickets, type TicketList } from './ticket-list.ts';
import { createUlid } from './ulid.ts';

/** The survey and its questions (recorded: ULIDs). */
const SURVEY = { id: '01K4FMXHBW5WHJ6D7BEMA0RZC5', version: 1, state: 'enabled' };
const RATING = { type: 'rating_scale_numeric', sub_type: 'customer_satisfaction', id: '01K4FMXA2ZKKW0SW4G3MA6FBV9' };
const REASON = { type: 'closed_ended', id: '01K4FMXA2ZBXBT4CSMM2QAAEV7' };
const COMMENT = { type: 'open_ended', id: '01K4FMXA30EKPSYPJRYHK3NJPQ' };
const REASON_OPTIONS = ['01K4FMXA2ZAEY15QFCNHV717EC', '01K4FMXA30Z079V8E8P0BM67D9', '01K4FMXA30WJEYWRKXGMQVHAH3'];

const DAY_MS = 86_400_000;
/** Milliseconds for which answers can be edited. */
const EDITABLE = 28 * DAY_MS;

/**
 * Creates the responses to CSAT surveys. Zendesk sends a survey for some tickets. It has no answers at first, and they can
 * be edited for 28 days, after which it expires. There is no `updated_at`. Recorded members, of which the order is not
 * known (useairfoil/typescript-sdk).
 */
export function createSurveyResponses(tickets: TicketList): Pick<RowHistory, 'at'> {
  const history = createRowHistory();
  const follow = followTickets(tickets, (facts) => {
    const rng = createRng(tickets.seed, 55, facts.id);
    if (facts.supportType === 'ai_agent' || !rng.chance(0.3)) return;
    const sentMs = facts.createdAt * 1000 + Math.ceil(rng.lognormal(0.5 * DAY_MS, 1));
    const { requester } = ticketReferences({ ...facts, revision: 0 }, tickets.seed);
    const id = createUlid(sentMs, rng);
    const put = (answers: readonly object[], ms: number): void => {
      const members = {
        id,
        expires_at: new Date(sentMs + EDITABLE).toISOString(),
        responder_id: String(requester),
        subject_zrns: [`zen:ticket:${facts.id}`],
        subjects: [{ id: String(facts.id), type: 'ticket', zrn: `zen:ticket:${facts.id}` }],
        survey: SURVEY,
        answers,
      };
      history.put(new ListRow(id, members), ms);
    };
    put([], sentMs);
    if (!rng.chance(0.6)) return;
    const answeredMs = sentMs + Math.ceil(Math.min(EDITABLE / 2, rng.lognormal(0.2 * DAY_MS, 2)));
    put(drawAnswers(rng, answeredMs, answeredMs), answeredMs);
    if (!rng.chance(0.4)) return;
    const editedMs = rng.int(answeredMs + 1, sentMs + EDITABLE);
    put(drawAnswers(rng, answeredMs, editedMs), editedMs);
  });
  return {
    at: (nowMs) => {
      follow();
      return history.at(nowMs);
    },
  };
}

function drawAnswers(rng: Rng, createdMs: number, updatedMs: number): object[] {
  const times = { created_at: new Date(createdMs).toISOString(), updated_at: new Date(updatedMs).toISOString() };
  const rating = rng.int(1, 5);
  const category = rating <= 2 ? 'bad' : rating === 3 ? 'neutral' : 'good';
  const selections = [{ type: 'predefined', option_id: rng.pick(REASON_OPTIONS) }];
  const comment = rng.chance(0.4)
    ? { type: 'open_ended', value: rng.pick(['Took too long “again”.', 'Danke für die Hilfe!', '助かりました\n🙏']) }
    : { type: 'skipped' };
  return [
    { type: 'rating_scale', rating, rating_category: category, question: RATING, ...times },
    ...(category === 'good' ? [] : [{ type: 'closed_ended', selections, question: REASON, ...times }]),
    { ...comment, question: COMMENT, ...times },
  ];
}
