import { customFields } from './custom-fields.ts';
import { toJson } from '../json.ts';
import { anyAgent, anyEndUser, anyGroup, organizationOf } from './people.ts';
import { BRAND, CUSTOM_STATUSES, customStatusId, TICKET_FORM } from './references.ts';
import { createRng } from '../rng.ts';
import { description, redact, subject } from './text.ts';
import { isoSecond } from '../time.ts';
import { via } from './via.ts';

/** Human agents or Zendesk's AI agents handle a ticket. Exports hide the latter by default. */
export type SupportType = 'agent' | 'ai_agent';

/** The properties that determine one version of a ticket. Times are epoch seconds. */
export type TicketFacts = {
  readonly id: number;
  /** Number of changes by users. System updates keep it and change only `generated_timestamp`. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** `updatedAt` of the last change of the fields, if a later change kept them. */
  readonly editedAt?: number | undefined;
  readonly generatedTimestamp: number;
  readonly supportType: SupportType;
  /**
   * `open` is any state before closing. Archived tickets are `closed` and have not changed for months. `scrubbed` tickets
   * were deleted permanently and have no user content. `restored` tickets were deleted before.
   */
  readonly state: 'open' | 'closed' | 'deleted' | 'scrubbed' | 'restored';
  /** The revisions whose comments were redacted. Default: none. */
  readonly redacted?: readonly number[];
  /** True if the requester's organization was deleted. */
  readonly lostOrganization?: true;
};

/** The records that a ticket refers to, for sideloads. */
export type TicketReferences = {
  readonly users: readonly number[];
  readonly group: number | null;
  readonly organization: number | null;
};

/** A ticket's JSON text in two parts. An embedded `metric_set` is inserted between them. */
export type RenderedTicket = { readonly head: string; readonly tail: string };

/** Renders one version of a ticket. Must return the same text for the same arguments. */
export type RenderTicket = (facts: TicketFacts, seed: number, subdomain: string) => RenderedTicket;

const OPEN_STATUSES = ['new', 'open', 'open', 'pending', 'hold', 'solved'];
/** The tags of tickets. */
export const TAGS = [
  'vip',
  'sample',
  'closed_by_merge',
  'problem-report',
  'über_wichtig',
  'lang_ja',
  'sla_breach',
  'r&d',
];
/** No vowels and no ambiguous characters, as in the recorded example `Y4NVZV-M3XM2`. */
const ENCODED_ID_CHARACTERS = '23456789BCDFGHJKLMNPQRSTVWXYZ'.split('');

/** Returns a ticket's references. The users are requester, submitter, assignee and followers. */
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
    organization: facts.lostOrganization ? null : organizationOf(requester),
  };
}

/** The members of a ticket, in two parts like its text. */
export type TicketMembers = ReturnType<typeof ticketMembers>;

/** Renders one version of a ticket as in the export. */
export function renderTicket(facts: TicketFacts, seed: number, subdomain: string): RenderedTicket {
  const { head, tail } = ticketMembers(facts, seed, subdomain);
  return { head: toJson(head).slice(0, -1), tail: `,${toJson(tail).slice(1)}` };
}

/**
 * Returns the members of one version of a ticket. A pure function of the facts and the account's seed. Keys and their
 * order were recorded in 2024 (https://github.com/airbytehq/airbyte, source-zendesk-support, `expected_records.jsonl`).
 * `encoded_id` and `support_type` are last, because they are known only from responses of 2026 with sorted keys.
 */
export function ticketMembers(facts: TicketFacts, seed: number, subdomain: string) {
  const { users, group, organization } = ticketReferences(facts, seed);
  const [requester = 0, submitter = requester, assignee = null, ...followers] = users;
  // These values never change after the creation.
  const creationRng = createRng(seed, facts.id, 2);
  const externalId = creationRng.chance(0.2) ? `crm-${creationRng.int(1000, 999_999)}` : null;
  const origin = via(creationRng, requester, subdomain);
  const encodedId = Array.from({ length: 11 }, () => creationRng.pick(ENCODED_ID_CHARACTERS)).join('');
  const isScrubbed = facts.state === 'scrubbed';
  const title = isScrubbed ? 'SCRUBBED' : subject(creationRng);
  const text = isScrubbed ? 'SCRUBBED' : description(creationRng);
  const body = facts.redacted?.includes(0) ? redact(text) : text;

  const revisionRng = createRng(seed, facts.id, 3, facts.revision);
  const open = revisionRng.pick(OPEN_STATUSES);
  const status = { open, closed: 'closed', deleted: 'deleted', scrubbed: 'deleted', restored: 'open' };
  const fields = isScrubbed ? [] : customFields(revisionRng);

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
    due_at: revisionRng.chance(0.05) ? isoSecond((facts.editedAt ?? facts.updatedAt) + 86_400) : null,
    tags: TAGS.filter(() => revisionRng.chance(0.2)),
    custom_fields: fields,
    satisfaction_rating: revisionRng.chance(0.5) ? { score: revisionRng.pick(['unoffered', 'offered']) } : null,
    sharing_agreement_ids: [],
    custom_status_id: customStatusId(revisionRng.int(0, CUSTOM_STATUSES - 1)),
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
  return { head, tail };
}
