import type { WrittenComment } from './comment.ts';
import { customFields } from './custom-fields.ts';
import { toJson } from '../json.ts';
import { anyAgent, anyEndUser, anyGroup, organizationOf } from './people.ts';
import { BRAND, CUSTOM_STATUSES, customStatusId, TICKET_FORM } from './references.ts';
import { drawOffer, type Rating, ratingOf } from './rating.ts';
import { createRng, type Rng } from '../rng.ts';
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
  /** The last change of the fields, with its revision and `updatedAt`, if later changes kept them. */
  readonly edit?: TicketEdit | undefined;
  readonly generatedTimestamp: number;
  readonly supportType: SupportType;
  /**
   * `open` is any state before closing. Archived tickets are `closed` and have not changed for months. `scrubbed` tickets
   * were deleted permanently and have no user content. `restored` tickets were deleted before. `merged` tickets were closed
   * when they became a part of another.
   */
  readonly state: 'open' | 'closed' | 'deleted' | 'scrubbed' | 'restored' | 'merged';
  /** The revisions whose comments were redacted. Default: none. */
  readonly redacted?: readonly number[];
  /** The revisions whose comments lost their attachment. Default: none. */
  readonly redactedFiles?: readonly number[];
  /** The revisions whose comments are private although they were public, or the other way round. Default: none. */
  readonly switched?: readonly number[];
  /** The comments whose content does not depend on random numbers, by revision. Default: none. */
  readonly written?: ReadonlyMap<number, WrittenComment>;
  /** The requester's answer to the question about the satisfaction. Default: random. */
  readonly rating?: Rating;
  /** True if Zendesk could not send a notification to the requester. */
  readonly isUndeliverable?: true;
  /** True if the requester's organization was deleted. */
  readonly lostOrganization?: true;
};

/** The last change of a ticket's fields. `updatedAt` is in epoch seconds. */
export type TicketEdit = { readonly revision: number; readonly updatedAt: number };

/** The records that a ticket refers to. */
export type TicketReferences = {
  readonly requester: number;
  readonly submitter: number;
  readonly assignee: number | null;
  readonly followers: readonly number[];
  /** End users who get copies of the ticket's mails. */
  readonly ccs: readonly number[];
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

export function ticketReferences(facts: TicketFacts, seed: number): TicketReferences {
  const creationRng = createRng(seed, facts.id);
  const requester = anyEndUser(creationRng);
  const submitter = creationRng.chance(0.8) ? requester : anyAgent(creationRng);
  const revisionRng = createRng(seed, facts.id, 1, editOf(facts).revision);
  const assignee = revisionRng.chance(0.85) ? anyAgent(revisionRng) : null;
  const followers = revisionRng.chance(0.15) ? [anyAgent(revisionRng)] : [];
  const ccRng = createRng(seed, facts.id, 35, editOf(facts).revision);
  return {
    requester,
    submitter,
    assignee,
    followers,
    ccs: ccRng.chance(0.1) ? [anyEndUser(ccRng)] : [],
    group: revisionRng.chance(0.9) ? anyGroup(revisionRng) : null,
    organization: facts.lostOrganization ? null : organizationOf(requester),
  };
}

/** Returns the agents of a ticket: its assignee and its followers. */
export const ticketAgents = ({ assignee, followers }: TicketReferences): number[] =>
  assignee === null ? [...followers] : [assignee, ...followers];

/** Returns the users of a ticket, once per mention. */
export const ticketUsers = (references: TicketReferences): number[] => [
  references.requester,
  references.submitter,
  ...ticketAgents(references),
  ...references.ccs,
];

/** Returns the change that the fields come from. */
export const editOf = ({ edit, revision, updatedAt }: TicketFacts): TicketEdit => edit ?? { revision, updatedAt };

/** Draws a ticket's status, and returns the random numbers for its other fields. */
function drawStatus(facts: TicketFacts, seed: number): { readonly revisionRng: Rng; readonly status: string } {
  const revisionRng = createRng(seed, facts.id, 3, editOf(facts).revision);
  const open = revisionRng.pick(OPEN_STATUSES);
  const status = {
    open,
    closed: 'closed',
    deleted: 'deleted',
    scrubbed: 'deleted',
    restored: 'open',
    merged: 'closed',
  };
  return { revisionRng, status: status[facts.state] };
}

/** Returns a ticket's status, without the cost of its other members. */
export const ticketStatus = (facts: TicketFacts, seed: number): string => drawStatus(facts, seed).status;

/** Adds the tags that Zendesk itself sets: of merged tickets, and of those whose requester gets no mail (recorded in 2026). */
function addTags(drawn: readonly string[], { state, isUndeliverable }: TicketFacts): string[] {
  const added = [
    ...(state === 'merged' ? ['closed_by_merge'] : []),
    ...(isUndeliverable ? ['system_email_notification_failure'] : []),
  ];
  return [...new Set([...drawn, ...added])];
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
  const { requester, submitter, assignee, followers, ccs, group, organization } = ticketReferences(facts, seed);
  // These values never change after the creation.
  const creationRng = createRng(seed, facts.id, 2);
  const externalId = creationRng.chance(0.2) ? `crm-${creationRng.int(1000, 999_999)}` : null;
  const origin = via(creationRng, requester, subdomain);
  const encodedId = Array.from({ length: 11 }, () => creationRng.pick(ENCODED_ID_CHARACTERS)).join('');
  const isScrubbed = facts.state === 'scrubbed';
  const title = isScrubbed ? 'SCRUBBED' : subject(creationRng);
  const text = isScrubbed ? 'SCRUBBED' : description(creationRng);
  const body = facts.redacted?.includes(0) ? redact(text) : text;

  const { revisionRng, status } = drawStatus(facts, seed);
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
    status,
    recipient: origin['channel'] === 'email' ? `help@${subdomain}.example` : null,
    requester_id: requester,
    submitter_id: submitter,
    assignee_id: assignee,
    organization_id: organization,
    group_id: group,
    collaborator_ids: [...followers, ...ccs],
    follower_ids: followers,
    email_cc_ids: ccs,
    forum_topic_id: null,
    problem_id: revisionRng.chance(0.05) ? revisionRng.int(1, facts.id) : null,
    has_incidents: revisionRng.chance(0.03),
    is_public: revisionRng.chance(0.95),
    due_at: revisionRng.chance(0.05) ? isoSecond(editOf(facts).updatedAt + 86_400) : null,
    tags: addTags(
      TAGS.filter(() => revisionRng.chance(0.2)),
      facts,
    ),
    custom_fields: fields,
    satisfaction_rating: ratingOf(facts, drawOffer(revisionRng)),
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
