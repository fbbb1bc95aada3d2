import { customFields } from './custom-fields.ts';
import { toJson } from '../json.ts';
import { anyAgent, anyEndUser, anyGroup, organizationOf } from './people.ts';
import { createRng } from '../rng.ts';
import { description, subject } from './text.ts';
import { isoSecond } from '../time.ts';
import { via } from './via.ts';

/** Who answers a ticket: people, or Zendesk's AI agents; exports hide the latter unless asked. */
export type SupportType = 'agent' | 'ai_agent';

/** All that decides what one version of a ticket looks like. Times are epoch seconds. */
export type TicketFacts = {
  readonly id: number;
  /** Counts a ticket's own changes; system updates leave it, and with it all but `generated_timestamp`. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly generatedTimestamp: number;
  readonly supportType: SupportType;
  /**
   * `open` stands for every state before closing. Archived tickets are `closed` ones that have not changed for
   * months; `scrubbed` ones were deleted for good and keep no user content.
   */
  readonly state: 'open' | 'closed' | 'deleted' | 'scrubbed';
};

/** The people and places that a ticket names, for sideloads. */
export type TicketReferences = {
  readonly users: readonly number[];
  readonly group: number | null;
  readonly organization: number | null;
};

/** A ticket's JSON text in two parts: an embedded `metric_set` goes between them. */
export type RenderedTicket = { readonly head: string; readonly tail: string };

/** Prints one version of a ticket; has to give the same text for the same arguments. */
export type RenderTicket = (facts: TicketFacts, seed: number, subdomain: string) => RenderedTicket;

const OPEN_STATUSES = ['new', 'open', 'open', 'pending', 'hold', 'solved'];
const TAGS = ['vip', 'sample', 'closed_by_merge', 'problem-report', 'über_wichtig', 'lang_ja', 'sla_breach', 'r&d'];
const BRAND = 38_100_381_217_113;
const TICKET_FORM = 38_100_360_001_998;
const FIRST_CUSTOM_STATUS = 38_107_500_007_502;
/** No vowels and no look-alikes, after the one recorded example `Y4NVZV-M3XM2`. */
const ENCODED_ID_CHARACTERS = '23456789BCDFGHJKLMNPQRSTVWXYZ'.split('');

/** Who a ticket names: requester first, then submitter, assignee and followers. */
export function ticketReferences(facts: TicketFacts, seed: number): TicketReferences {
  const creationRng = createRng(seed, facts.id);
  const requester = anyEndUser(creationRng);
  const submitter = creationRng.chance(0.8) ? requester : anyAgent(creationRng);
  const revisionRng = createRng(seed, facts.id, 1, facts.revision);
  const assignee = revisionRng.chance(0.85) ? [anyAgent(revisionRng)] : [];
  const followers = revisionRng.chance(0.15) ? [anyAgent(revisionRng)] : [];
  return {
    users: [requester, submitter, ...assignee, ...followers],
    group: revisionRng.chance(0.9) ? anyGroup(revisionRng) : null,
    organization: organizationOf(requester),
  };
}

/**
 * One version of a ticket as the export prints it: a pure function of its facts and the account's seed. Keys and
 * order as recorded in 2024 (https://github.com/airbytehq/airbyte, source-zendesk-support, `expected_records.jsonl`);
 * `encoded_id` and `support_type`, seen since 2026 in answers with sorted keys only, are put last.
 */
export function renderTicket(facts: TicketFacts, seed: number, subdomain: string): RenderedTicket {
  const { users, group, organization } = ticketReferences(facts, seed);
  const [requester = 0, submitter = requester, assignee = null, ...followers] = users;
  // What a ticket is created with stays, whatever happens to it later.
  const creationRng = createRng(seed, facts.id, 2);
  const externalId = creationRng.chance(0.2) ? `crm-${creationRng.int(1000, 999_999)}` : null;
  const origin = via(creationRng, requester, subdomain);
  const encodedId = Array.from({ length: 11 }, () => creationRng.pick(ENCODED_ID_CHARACTERS)).join('');
  const scrubbed = facts.state === 'scrubbed';
  const title = scrubbed ? 'SCRUBBED' : subject(creationRng);
  const body = scrubbed ? 'SCRUBBED' : description(creationRng);

  const revisionRng = createRng(seed, facts.id, 3, facts.revision);
  const status = { open: revisionRng.pick(OPEN_STATUSES), closed: 'closed', deleted: 'deleted', scrubbed: 'deleted' };
  const fields = scrubbed ? [] : customFields(revisionRng);

  const head = {
    url: `https://${subdomain}.zendesk.com/api/v2/tickets/${facts.id}.json`,
    id: facts.id,
    external_id: externalId,
    via: origin,
    created_at: isoSecond(facts.createdAt),
    updated_at: isoSecond(facts.updatedAt),
    generated_timestamp: facts.generatedTimestamp,
    type: revisionRng.pick([null, 'question', 'incident', 'problem', 'task']),
    subject: title,
    raw_subject: title,
    description: body,
    priority: revisionRng.pick([null, 'low', 'normal', 'high', 'urgent']),
    status: status[facts.state],
    recipient: origin['channel'] === 'email' ? `help@${subdomain}.example` : null,
    requester_id: requester,
    submitter_id: submitter,
    assignee_id: assignee,
    organization_id: organization,
    group_id: group,
    collaborator_ids: followers,
    follower_ids: followers,
    email_cc_ids: [],
    forum_topic_id: null,
    problem_id: revisionRng.chance(0.05) ? revisionRng.int(1, facts.id) : null,
    has_incidents: revisionRng.chance(0.03),
    is_public: revisionRng.chance(0.95),
    due_at: revisionRng.chance(0.05) ? isoSecond(facts.updatedAt + 86_400) : null,
    tags: TAGS.filter(() => revisionRng.chance(0.2)),
    custom_fields: fields,
    satisfaction_rating: revisionRng.chance(0.5) ? { score: revisionRng.pick(['unoffered', 'offered']) } : null,
    sharing_agreement_ids: [],
    custom_status_id: FIRST_CUSTOM_STATUS + revisionRng.int(0, 5),
    fields,
    followup_ids: [],
    ticket_form_id: TICKET_FORM,
    brand_id: BRAND,
  };
  const tail = {
    allow_channelback: false,
    allow_attachments: true,
    from_messaging_channel: origin['channel'] === 'chat',
    support_type: facts.supportType,
    encoded_id: `${encodedId.slice(0, 6)}-${encodedId.slice(6)}`,
  };
  return { head: toJson(head).slice(0, -1), tail: `,${toJson(tail).slice(1)}` };
}
